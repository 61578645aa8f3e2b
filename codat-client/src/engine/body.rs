//! The body of a response, while it is being received.

use bytes::Bytes;

/// A body as far as it has been read.
pub(super) struct Body {
    /// The first chunk. Most bodies have only one, which then isn't copied.
    first: Bytes,
    /// The whole body, if there is a second chunk.
    whole: Vec<u8>,
    limit: usize,
    /// Whether the body is longer than the limit.
    pub(super) exceeded: bool,
}

impl Body {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            first: Bytes::new(),
            whole: Vec::new(),
            limit,
            exceeded: false,
        }
    }

    /// Reads to the end, or to the limit. The chunks read so far are kept when this fails or is dropped.
    pub(super) async fn read(&mut self, response: &mut reqwest::Response) -> reqwest::Result<()> {
        while let Some(chunk) = response.chunk().await? {
            self.push(chunk, response.content_length());
            if self.exceeded {
                break;
            }
        }
        Ok(())
    }

    /// `to_come`: the length that the response announces beyond this chunk, if it announces one.
    fn push(&mut self, mut chunk: Bytes, to_come: Option<u64>) {
        // The announced length isn't trustworthy, so it reserves only a little memory.
        const MOST_RESERVED: u64 = 64 * 1024;

        let room = self.limit - self.first.len() - self.whole.len();
        self.exceeded = chunk.len() > room;
        chunk.truncate(room);
        if self.first.is_empty() && self.whole.is_empty() {
            self.first = chunk;
            return;
        }
        if self.whole.is_empty() {
            let to_come = to_come.unwrap_or(0).min(MOST_RESERVED);
            let to_come = usize::try_from(to_come).unwrap_or(0);
            let first = std::mem::take(&mut self.first);
            self.reserve(first.len() + chunk.len() + to_come);
            self.whole.extend_from_slice(&first);
        }
        self.reserve(chunk.len());
        self.whole.extend_from_slice(&chunk);
    }

    /// Doubles the capacity if necessary, but never beyond the limit: the old and the new memory together take at most twice
    /// the limit.
    fn reserve(&mut self, additional: usize) {
        let needed = self.whole.len() + additional;
        if needed > self.whole.capacity() {
            let capacity = needed.max(self.whole.capacity() * 2).min(self.limit);
            self.whole.reserve_exact(capacity - self.whole.len());
        }
    }

    pub(super) fn into_bytes(self) -> Bytes {
        if self.whole.is_empty() {
            self.first
        } else {
            self.whole.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The body after these chunks, and whether it exceeded the limit.
    fn read(limit: usize, chunks: &[&'static str]) -> (Bytes, bool) {
        let mut body = Body::new(limit);
        for chunk in chunks {
            body.push(Bytes::from_static(chunk.as_bytes()), Some(u64::MAX));
        }
        let exceeded = body.exceeded;
        (body.into_bytes(), exceeded)
    }

    #[test]
    fn chunks_are_joined() {
        assert_eq!(read(9, &[]), (Bytes::new(), false));
        assert_eq!(read(9, &["one"]), ("one".into(), false));
        assert_eq!(read(9, &["", "one", "", "two"]), ("onetwo".into(), false));
        assert_eq!(read(9, &["one", "two", "six"]), ("onetwosix".into(), false));
    }

    #[test]
    fn a_single_chunk_is_not_copied() {
        let chunk = Bytes::from("one".to_owned());
        let mut body = Body::new(9);
        body.push(chunk.clone(), None);
        assert_eq!(body.into_bytes().as_ptr(), chunk.as_ptr());
    }

    #[test]
    fn a_body_of_unknown_length_reserves_no_more_than_the_limit() {
        const CHUNK: &[u8] = &[b' '; 1000];
        for limit in [4_000, 100_000, 100_999, 1_000_001] {
            let mut body = Body::new(limit);
            while !body.exceeded {
                body.push(Bytes::from_static(CHUNK), None);
                assert!(body.whole.capacity() <= limit, "{limit}");
            }
            assert_eq!(body.into_bytes().len(), limit);
        }
    }

    #[test]
    fn bytes_beyond_the_limit_are_cut_off() {
        assert_eq!(read(3, &["one"]), ("one".into(), false));
        assert_eq!(read(2, &["one"]), ("on".into(), true));
        assert_eq!(read(5, &["one", "two"]), ("onetw".into(), true));
        assert_eq!(read(3, &["one", "two"]), ("one".into(), true));
        assert_eq!(read(0, &["one"]), (Bytes::new(), true));
    }
}
