//! Traces and metrics for OpenTelemetry: the spans of a call that is retried, and the client's counters.
//!
//! ```sh
//! cargo run --example opentelemetry
//! ```
//!
//! It always runs on the sandbox. It exports into memory, and prints what was exported. In a program, give both providers an
//! exporter of `opentelemetry-otlp` instead. [`conventions`] checks that the spans follow OpenTelemetry's conventions; a program
//! doesn't need it.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

mod conventions;

use std::error::Error;
use std::time::Duration;

use codat_client::api::Companies;
use codat_client::sandbox::{Fault, Sandbox};
use codat_client::{Backoff, Client, RetryConfig, Stats};
use opentelemetry::metrics::{Meter, MeterProvider as _};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::metrics::data::{
    AggregatedMetrics, GaugeDataPoint, MetricData, ScopeMetrics, SumDataPoint,
};
use opentelemetry_sdk::metrics::{InMemoryMetricExporter, SdkMeterProvider};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use tracing::Instrument as _;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let spans = InMemorySpanExporter::default();
    let traces = SdkTracerProvider::builder()
        .with_simple_exporter(spans.clone())
        .build();
    let layer = tracing_opentelemetry::layer()
        .with_tracer(traces.tracer("bank-of-dave"))
        // To print less.
        .with_level(false)
        .with_location(false)
        .with_target(false)
        .with_threads(false)
        .with_tracked_inactivity(false);
    // Without a filter, the spans also contain the events of the HTTP client underneath.
    let of_interest = Targets::new()
        .with_target("opentelemetry", LevelFilter::INFO)
        .with_target("codat_client", LevelFilter::DEBUG);
    tracing_subscriber::registry()
        .with(layer.with_filter(of_interest))
        .init();

    let sandbox = Sandbox::start().await?;
    let codat = sandbox.client()?;
    let metrics = InMemoryMetricExporter::default();
    let meters = SdkMeterProvider::builder()
        .with_periodic_exporter(metrics.clone())
        .build();
    count_calls(&meters.meter("bank-of-dave"), &codat);

    // The first attempt gets an error, the second loses its connection.
    sandbox.script([Fault::status(503), Fault::close()]);
    let quick = RetryConfig::backoff(Backoff::new().initial_interval(Duration::from_millis(5)));
    codat
        .get_company_access_token(sandbox.company_id())
        .retries(quick)
        // The spans of all attempts are children of the program's own.
        .instrument(tracing::info_span!("show the page"))
        .await?;

    traces.force_flush()?;
    let spans = spans.get_finished_spans()?;
    for span in &spans {
        show(span);
    }
    let port = sandbox.base_url().rsplit(':').next();
    conventions::check(&spans, port.unwrap_or_default().parse()?);

    meters.force_flush()?;
    show_metrics(&metrics)?;
    Ok(())
}

/// Reads the client's counters whenever metrics are exported.
fn count_calls(meter: &Meter, codat: &Client) {
    type Counter = fn(&Stats) -> u64;
    let counters: [(&str, Counter); 4] = [
        ("codat.client.calls", Stats::calls),
        ("codat.client.attempts", Stats::attempts),
        ("codat.client.throttled", Stats::throttled),
        ("codat.client.failed", Stats::failed),
    ];
    for (name, count) in counters {
        let codat = codat.clone();
        meter
            .u64_observable_counter(name)
            .with_callback(move |observer| observer.observe(count(&codat.stats()), &[]))
            .build();
    }
    let codat = codat.clone();
    meter
        .u64_observable_gauge("codat.quota.remaining")
        .with_callback(move |observer| {
            if let Some(left) = codat.quota().and_then(|quota| quota.remaining()) {
                observer.observe(left, &[]);
            }
        })
        .build();
}

fn show(span: &SpanData) {
    println!("{} ({:?}, {:?})", span.name, span.span_kind, span.status);
    for attribute in &span.attributes {
        println!("  {} = {}", attribute.key, attribute.value);
    }
    for event in &span.events.events {
        println!("  event: {}", event.name);
        for attribute in &event.attributes {
            println!("    {} = {}", attribute.key, attribute.value);
        }
    }
    println!();
}

fn show_metrics(metrics: &InMemoryMetricExporter) -> Result<(), Box<dyn Error>> {
    for exported in metrics.get_finished_metrics()? {
        let scopes = exported.scope_metrics();
        for metric in scopes.flat_map(ScopeMetrics::metrics) {
            let AggregatedMetrics::U64(data) = metric.data() else {
                continue;
            };
            let values: Vec<_> = match data {
                MetricData::Sum(sum) => sum.data_points().map(SumDataPoint::value).collect(),
                MetricData::Gauge(gauge) => {
                    gauge.data_points().map(GaugeDataPoint::value).collect()
                }
                _ => continue,
            };
            println!("{} = {values:?}", metric.name());
        }
    }
    Ok(())
}
