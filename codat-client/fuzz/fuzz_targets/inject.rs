//! Arbitrary values in every place that an endpoint has for one: over the wire, they are what they were, or nothing is sent.
#![no_main]

#[path = "../../../tests/it/injection/attack.rs"]
mod attack;
#[path = "../../../tests/it/injection/expected.rs"]
mod expected;
#[path = "../../../tests/it/injection/judge.rs"]
mod judge;
#[path = "../../../tests/it/injection/parts.rs"]
mod parts;
#[path = "../../../tests/it/injection/wire.rs"]
mod wire;

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;

use self::attack::{Attack, ENDPOINTS};
use self::judge::Judge;

thread_local! {
    static JUDGE: RefCell<Judge> = RefCell::new(Judge::new(|builder| builder));
}

// The number of an endpoint as a digit, then the values, with a byte between them that stands in no text.
fuzz_target!(|bytes: &[u8]| {
    let Some((number, values)) = bytes.split_first() else {
        return;
    };
    let values = values.split(|&byte| byte == 0xff);
    let attack = Attack {
        endpoint: usize::from(number.wrapping_sub(b'0')) % ENDPOINTS.len(),
        values: values
            .map(|value| String::from_utf8_lossy(value).into_owned())
            .collect(),
    };
    if let Err(problem) = JUDGE.with_borrow_mut(|judge| judge.check(&attack)) {
        panic!("{problem}");
    }
});
