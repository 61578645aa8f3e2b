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

    /// `to_come`: the length that the response announces beyond this chunk, if it announces one. A compressed response doesn't.
    fn push(&mut self, mut chunk: Bytes, to_come: Option<u64>) {
        let room = self.limit - self.first.len() - self.whole.len();
        self.exceeded = chunk.len() > room;
        chunk.truncate(room);
        if self.first.is_empty() && self.whole.is_empty() {
            self.first = chunk;
            return;
        }
        let first = std::mem::take(&mut self.first);
        self.reserve(first.len() + chunk.len(), to_come);
        self.whole.extend_from_slice(&first);
        self.whole.extend_from_slice(&chunk);
    }

    /// Makes room for so many bytes more, and for what is still to come, but never beyond the limit.
    ///
    /// The announced length isn't trustworthy. It reserves only a little until that much has arrived, and then all of it at once, so
    /// that no body is moved again. An operating system provides memory when it is written to, so even then a response that
    /// announces much and sends little takes little. Without an announced length, the capacity doubles. The old and the new
    /// memory together take at most twice the limit.
    fn reserve(&mut self, additional: usize, to_come: Option<u64>) {
        const LITTLE: usize = 64 * 1024;

        let needed = self.whole.len() + additional;
        if needed <= self.whole.capacity() {
            return;
        }
        let expected = to_come.map_or(self.whole.capacity() * 2, |to_come| {
            let announced = usize::try_from(to_come).unwrap_or(usize::MAX);
            let most = if needed < LITTLE { LITTLE } else { self.limit };
            needed.saturating_add(announced).min(most)
        });
        let capacity = expected.max(needed).min(self.limit);
        let more = capacity - self.whole.len();
        if self.whole.try_reserve_exact(more).is_err() {
            // More is announced, and allowed, than there is memory.
            self.whole.reserve(additional);
        }
    }

    /// Whether its memory is its own, and not a part of the buffer that the HTTP client read into.
    pub(super) fn is_moved(&self) -> bool {
        !self.whole.is_empty()
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
    fn an_announced_length_is_reserved_at_once_when_a_little_has_arrived() {
        const LENGTH: usize = 10_000_000;
        let mut body = Body::new(16_000_000);
        let mut capacities = Vec::new();
        for arrived in (1_000..=LENGTH).step_by(1_000) {
            let to_come = u64::try_from(LENGTH - arrived).ok();
            body.push(Bytes::from_static(&[b' '; 1_000]), to_come);
            capacities.push(body.whole.capacity());
        }
        capacities.dedup();
        assert_eq!(capacities, [0, 65_536, LENGTH]);
        assert_eq!(body.into_bytes().len(), LENGTH);

        // More is announced than is allowed, and than there is memory.
        let mut body = Body::new(1_000_000);
        for _ in 0..70 {
            body.push(Bytes::from_static(&[b' '; 1_000]), Some(u64::MAX));
        }
        assert_eq!(body.whole.capacity(), 1_000_000);
    }

    #[test]
    fn without_a_limit_more_may_be_announced_than_there_is_memory() {
        for announced in [1 << 50, u64::MAX / 2, u64::MAX] {
            let mut body = Body::new(usize::MAX);
            for _ in 0..200 {
                body.push(Bytes::from_static(&[b' '; 1_000]), Some(announced));
            }
            assert!(body.whole.capacity() < 1_000_000);
            assert_eq!(body.into_bytes().len(), 200_000);
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
