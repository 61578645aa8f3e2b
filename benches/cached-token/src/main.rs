//! Gets tokens that are in memory, as often as its argument says, and prints the allocations of one `get`.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use codat_client::api::Companies;
use codat_client::models::CompanyAccessToken;
use codat_client::tokens::AccessTokens;
use codat_client::{Call, Client, CompanyId, HasClient, Uuid};

/// More than fit into the first level of anything.
const COMPANIES: u128 = 1000;

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: all is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: the caller's promises are those of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the pointer came from `alloc`, and so from the system's allocator.
        unsafe { System.dealloc(pointer, layout) }
    }
}

struct Fake;

impl HasClient for Fake {
    fn client(&self) -> &Client {
        Client::offline()
    }
}

impl Companies for Fake {
    fn get_company_access_token(&self, company_id: CompanyId) -> Call<CompanyAccessToken> {
        let day = Duration::from_secs(86_400);
        Call::ready(Ok(CompanyAccessToken::new(company_id.to_string(), day)))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let gets: u64 = std::env::args().nth(1).ok_or("how many?")?.parse()?;
    let companies: Vec<_> = (0..COMPANIES)
        .map(|number| CompanyId::new(Uuid::from_u128(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))))
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    runtime.block_on(async {
        let tokens = AccessTokens::new(Arc::new(Fake) as Arc<dyn Companies>);
        for company_id in &companies {
            tokens.get(*company_id).await?;
        }
        let before = ALLOCATIONS.load(Relaxed);
        for company_id in companies.iter().cycle().take(usize::try_from(gets)?) {
            black_box(tokens.get(black_box(*company_id)).await?);
        }
        let allocations = ALLOCATIONS.load(Relaxed) - before;
        println!("{:.3}", allocations as f64 / gets as f64);
        Ok(())
    })
}
