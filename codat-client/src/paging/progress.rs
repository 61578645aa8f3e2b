//! How far a walk over pages is: which page is next, and which was the last. Without I/O.

use std::fmt;

/// What a page says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Received {
    /// The records in it.
    pub(super) records: u64,
    pub(super) number: Option<u64>,
    /// The most records that a page has.
    pub(super) size: Option<u64>,
    /// The records on all pages.
    pub(super) total: Option<u64>,
    /// If it has links, whether one leads to the next page.
    pub(super) has_next: Option<bool>,
    /// Equal if two pages have the same records.
    pub(super) fingerprint: Fingerprint,
}

/// The place of a walk in its list.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    /// The page to ask for. None: the walk has ended.
    next: Option<u64>,
    /// The last page that is known to be there, or else the next one.
    last: u64,
    /// The records up to here, those of the pages before the first one included. None: no page has come yet.
    position: Option<u64>,
    /// The most records of a page, as the request asks.
    requested_size: Option<u64>,
    before: Option<Fingerprint>,
}

impl Progress {
    pub(super) fn new(first: u64, requested_size: Option<u64>) -> Self {
        Self {
            next: Some(first),
            last: first,
            position: None,
            requested_size,
            before: None,
        }
    }

    /// The page to ask for. None: the walk has ended.
    pub(super) fn next(&self) -> Option<u64> {
        self.next
    }

    /// The last page that may be asked for already. It is known from the total only.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// The same list from another page on.
    pub(super) fn restarted(&self, first: u64) -> Self {
        Self::new(first, self.requested_size)
    }

    /// Takes the response for the next page into account. Returns whether it has records.
    ///
    /// After an error the same page is next.
    pub(super) fn accept(&mut self, page: &Received) -> Result<bool, Contradiction> {
        let Some(requested) = self.next else {
            return Ok(false);
        };
        if let Some(number) = page.number.filter(|&number| number != requested) {
            return Err(Contradiction::Number { number, requested });
        }
        if page.records == 0 {
            self.next = None;
            return Ok(false);
        }
        if self.before == Some(page.fingerprint) {
            return Err(Contradiction::Repeated(requested));
        }
        self.before = Some(page.fingerprint);

        let size = page.size.or(self.requested_size).filter(|&size| size > 0);
        let pages_before = requested.saturating_sub(1);
        let before = pages_before.saturating_mul(size.unwrap_or(page.records));
        // Counted and not calculated from then on, since a server may send fewer records than the page size.
        let position = self.position.unwrap_or(before);
        let position = position.saturating_add(page.records);
        self.position = Some(position);

        // A total that the page itself exceeds says nothing.
        let total = page.total.filter(|&total| total >= page.records);
        let left = total.map(|total| total.saturating_sub(position));
        let has_ended = match (left, page.has_next) {
            (Some(0), _) | (_, Some(false)) => true,
            (Some(_), _) | (_, Some(true)) => false,
            (None, None) => size.is_some_and(|size| page.records < size),
        };
        self.next = requested.checked_add(1).filter(|_| !has_ended);
        let pages_left = left.map_or(1, |left| left.div_ceil(size.unwrap_or(page.records)));
        self.last = requested.saturating_add(pages_left.max(1));
        Ok(true)
    }
}

/// What can't be: the response isn't the page that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contradiction {
    Number {
        number: u64,
        requested: u64,
    },
    /// This page has the same records as the one before.
    Repeated(u64),
}

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number { number, requested } => {
                write!(f, "page {requested} was requested, and it is page {number}")
            }
            Self::Repeated(page) => {
                write!(f, "page {page} repeats the records of the page before it")
            }
        }
    }
}

/// Stands for the records of a page, so that the page itself needn't be kept to recognize a repeated one.
///
/// It has to be cheap, since it reads every byte of a list: a quarter of an instruction for each. It is no protection against forgery:
/// a server can make up pages for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fingerprint {
    length: usize,
    sums: [[u64; LANES]; 2],
}

const LANES: usize = 4;
const BLOCK: usize = LANES * size_of::<u64>();

impl Fingerprint {
    /// That of a page's JSON, from its first bracket to its last: the records are between them, and page numbers and links, which differ
    /// also where the records are the same, aren't.
    pub(super) fn of(body: &[u8]) -> Self {
        let first = body.iter().position(|&byte| byte == b'[');
        let last = body.iter().rposition(|&byte| byte == b']');
        let records = first
            .zip(last)
            .and_then(|(first, last)| body.get(first..last));
        let records = records.unwrap_or_default();
        // Fletcher's checksum over words, in lanes that the processor adds at once.
        let [mut sum, mut weighted] = [[0_u64; LANES]; 2];
        let (blocks, rest) = records.as_chunks::<BLOCK>();
        let mut last_block = [0; BLOCK];
        for (padded, byte) in last_block.iter_mut().zip(rest) {
            *padded = *byte;
        }
        blocks.iter().chain([&last_block]).for_each(|block| {
            let (words, _) = block.as_chunks::<8>();
            for ((sum, weighted), word) in sum.iter_mut().zip(&mut weighted).zip(words) {
                *sum = sum.wrapping_add(u64::from_le_bytes(*word));
                *weighted = weighted.wrapping_add(*sum);
            }
        });
        Self {
            length: records.len(),
            sums: [sum, weighted],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: u64 = 100;

    /// A page of this number and with so many records, which says nothing more.
    fn page(number: u64, records: u64) -> Received {
        Received {
            records,
            number: Some(number),
            size: None,
            total: None,
            has_next: None,
            fingerprint: Fingerprint::of(format!("[{number}]").as_bytes()),
        }
    }

    /// The pages with records that a walk gets of these, and the page that it asks for next.
    fn walk(first: u64, pages: &[Received]) -> (usize, Option<u64>) {
        let mut progress = Progress::new(first, None);
        let mut given = 0;
        for page in pages {
            if progress.next().is_none() {
                break;
            }
            given += usize::from(progress.accept(page).unwrap());
        }
        (given, progress.next())
    }

    #[test]
    fn a_total_ends_the_walk_whatever_the_links_say() {
        let of = |number, records, total| Received {
            size: Some(SIZE),
            total: Some(total),
            has_next: Some(true),
            ..page(number, records)
        };
        assert_eq!(walk(1, &[of(1, 0, 0)]), (0, None));
        assert_eq!(walk(1, &[of(1, 1, 1)]), (1, None));
        assert_eq!(walk(1, &[of(1, 100, 200), of(2, 100, 200)]), (2, None));
        assert_eq!(walk(1, &[of(1, 100, 101)]), (1, Some(2)));
        // It grows and shrinks while the list is walked.
        assert_eq!(walk(1, &[of(1, 100, 150), of(2, 100, 250)]), (2, Some(3)));
        assert_eq!(walk(1, &[of(1, 100, 300), of(2, 50, 150)]), (2, None));
        assert_eq!(walk(1, &[of(1, 100, 300), of(2, 0, 90)]), (1, None));
        // The walk begins in the middle.
        assert_eq!(walk(3, &[of(3, 100, 350), of(4, 50, 350)]), (2, None));
        // It can't be right.
        assert_eq!(walk(1, &[of(1, 100, 0)]), (1, Some(2)));
    }

    #[test]
    fn no_record_is_lost_where_pages_are_smaller_than_they_say() {
        let of = |number, records| Received {
            size: Some(5_000),
            total: Some(5_000),
            ..page(number, records)
        };
        let pages = [of(1, 2_000), of(2, 2_000), of(3, 1_000)];
        assert_eq!(walk(1, &pages[..2]), (2, Some(3)));
        assert_eq!(walk(1, &pages), (3, None));
    }

    #[test]
    fn numbers_at_their_limits_end_the_walk() {
        let of = |number| Received {
            total: Some(u64::MAX),
            size: Some(u64::MAX),
            ..page(number, 1)
        };
        assert_eq!(walk(u64::MAX, &[of(u64::MAX)]), (1, None));
        let mut progress = Progress::new(2, None);
        let none = Received {
            size: Some(0),
            ..of(2)
        };
        progress.accept(&none).unwrap();
        assert_eq!(progress.last(), u64::MAX);
    }

    #[test]
    fn a_fingerprint_is_of_the_records_and_of_nothing_else() {
        let of = |text: &str| Fingerprint::of(text.as_bytes());
        let one = of(r#"{"pageNumber":1,"results":[{"id":1}],"_links":{}}"#);
        assert_eq!(one, of(r#"{"pageNumber":12,"results":[{"id":1}]}"#));
        assert_ne!(one, of(r#"{"pageNumber":1,"results":[{"id":2}]}"#));
        assert_ne!(of("[1,2]"), of("[2,1]"));
        assert_ne!(of("[1]"), of("[1,1]"));
        // Blocks in another order.
        let (one, other) = ("a".repeat(BLOCK), "b".repeat(BLOCK));
        assert_ne!(
            of(&format!("[{one}{other}]")),
            of(&format!("[{other}{one}]"))
        );
        assert_eq!(of("{}"), of(""));
        assert_eq!(of("]["), of(""));
    }
}
