//! Arbitrary headers and bodies in place of a webhook: only the genuine message is accepted.
#![no_main]

#[path = "../../../tests/it/webhooks/forgery.rs"]
mod forgery;

use libfuzzer_sys::fuzz_target;

use self::forgery::Forger;

thread_local! {
    static FORGER: Forger = Forger::new();
}

// The six headers and the body, with a byte between them. `$` stands for what the genuine message has there.
fuzz_target!(|bytes: &[u8]| {
    FORGER.with(|forger| {
        let mut fields = forger.genuine();
        for (field, written) in fields.iter_mut().zip(bytes.split(|&byte| byte == 0xff)) {
            let parts: Vec<_> = written.split(|&byte| byte == b'$').collect();
            *field = parts.join(field.as_slice());
        }
        if let Err(problem) = forger.attempt(&fields) {
            panic!("{problem}");
        }
    });
});
