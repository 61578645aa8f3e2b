//! Values of an attacker's, in every place that an endpoint has for one: they reach the declared route as what they are, or
//! nothing is sent.

mod attack;
mod expected;
mod hostile;
mod judge;
mod parts;
mod wire;

use std::cell::RefCell;

use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRunner};
use tower::layer::util::Identity;

use self::attack::ENDPOINTS;
use self::judge::Judge;

/// What has become of attacks.
#[derive(Debug, Default)]
struct Tally {
    /// How many values arrived at the server.
    values: usize,
    /// How many calls of each endpoint were sent.
    sent: [usize; ENDPOINTS.len()],
    /// How many were refused.
    refused: [usize; ENDPOINTS.len()],
}

/// So many attacks, each of which has to come out right.
fn attack(judge: Judge, attacks: u32) -> Tally {
    let state = RefCell::new((judge, Tally::default()));
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        // Without optimisation, the usual one takes half of the time.
        rng_algorithm: RngAlgorithm::XorShift,
        ..Config::with_cases(attacks)
    });
    let result = runner.run(&hostile::attack(), |attack| {
        let (judge, tally) = &mut *state.borrow_mut();
        let values = judge.check(&attack).map_err(TestCaseError::fail)?;
        tally.values += values;
        let of_outcome = match values {
            0 => &mut tally.refused,
            _ => &mut tally.sent,
        };
        of_outcome[attack.endpoint] += 1;
        Ok(())
    });
    if let Err(problem) = result {
        panic!("{problem}");
    }
    state.into_inner().1
}

#[test]
fn hostile_values_arrive_as_they_are_or_not_at_all() {
    let tally = attack(Judge::new(|builder| builder), 12_500);
    assert!(tally.values >= 100_000, "{tally:?}");
    assert!(tally.sent.iter().all(|&calls| calls >= 100), "{tally:?}");
    assert!(tally.refused.iter().all(|&calls| calls >= 10), "{tally:?}");
}

#[test]
fn and_so_they_do_through_layers() {
    let tally = attack(Judge::new(|builder| builder.layer(Identity::new())), 1_000);
    assert!(tally.values >= 5_000, "{tally:?}");
}
