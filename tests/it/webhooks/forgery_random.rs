//! The forger at random.

use super::forgery::Forger;

/// Changes one field, or none.
fn edit(random: &mut fastrand::Rng, fields: &mut [Vec<u8>; 7]) {
    const BYTES: &[u8] = b" ,.=+-/v12_09{}\xfe";
    let (number, other) = (random.usize(0..7), random.usize(0..7));
    let other = fields[other].clone();
    let byte = match random.bool() {
        true => random.u8(..),
        false => BYTES[random.usize(0..BYTES.len())],
    };
    let field = &mut fields[number];
    let index = random.usize(0..=field.len());
    match random.u8(0..9) {
        0 if index < field.len() => field[index] = byte,
        1 if index < field.len() => drop(field.remove(index)),
        2 => field.insert(index, byte),
        3 => field.truncate(index),
        4 => field.clear(),
        // Several headers of this name.
        5 => *field = [field.as_slice(), field].join(&0xfe),
        6 => *field = other,
        7 => *field = [field.as_slice(), &other].join(&byte),
        _ => field
            .splice(index.., (0..random.usize(0..60)).map(|_| byte))
            .for_each(drop),
    }
}

#[test]
fn of_a_hundred_thousand_messages_no_false_one_is_accepted() {
    let forger = Forger::new();
    let mut random = fastrand::Rng::with_seed(18);
    let mut accepted = 0;
    for _ in 0..100_000 {
        let mut fields = forger.genuine();
        // Of one family of headers or the other, or of both.
        match random.u8(0..3) {
            0 => fields[..3].fill(Vec::new()),
            1 => fields[3..6].fill(Vec::new()),
            _ => {}
        }
        for _ in 0..random.u8(1..4) {
            edit(&mut random, &mut fields);
        }
        match forger.attempt(&fields) {
            Ok(is_accepted) => accepted += u32::from(is_accepted),
            Err(problem) => panic!("{problem}: {fields:?}"),
        }
    }
    // Some edits leave a message as it was, so that both happened.
    assert!((1000..50_000).contains(&accepted), "{accepted}");
}
