//! `cargo xtask compile-times`: what Segue adds to the time that an application's build takes, beside its driver's, and what
//! each model adds. All of it in debug builds, in packages that are made for it under `target/compile-times`.

mod package;

use crate::Outcome;
use clap::Args;
use package::Package;
use std::time::Duration;

/// Options of `compile-times`.
#[derive(Args)]
pub(crate) struct Options {
    /// How many models the larger application has
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(2..))]
    models: u32,
    /// How often an application is built; the median counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Leaves out the clean builds, which take minutes
    #[arg(long)]
    only_models: bool,
}

/// A build of Segue, and what an application without it would depend on for the same.
struct Build {
    features: &'static str,
    driver: &'static str,
    /// The lines of a manifest. The lock file that is copied beside it says which versions.
    dependencies: &'static str,
}

/// One backend and one database each.
const BUILDS: [Build; 4] = [
    Build {
        features: "sync,sqlite",
        driver: "diesel+sqlite",
        dependencies: "diesel = { version = \"2\", default-features = false, features = [\"sqlite\"] }\nr2d2 = \"0.8\"\n\
                       libsqlite3-sys = { version = \"0.37\", features = [\"bundled\"] }\n",
    },
    Build {
        features: "sync,postgres",
        driver: "diesel+postgres",
        dependencies: "diesel = { version = \"2\", default-features = false, features = [\"postgres\"] }\nr2d2 = \"0.8\"\n",
    },
    Build {
        features: "native,sqlite",
        driver: "sqlx+sqlite",
        dependencies: "sqlx = { version = \"0.9\", default-features = false, features = [\"runtime-tokio\", \"sqlite\"] }\n",
    },
    Build {
        features: "native,postgres",
        driver: "sqlx+postgres",
        dependencies: "sqlx = { version = \"0.9\", default-features = false, features = [\"runtime-tokio\", \"postgres\"] }\n",
    },
];

/// Builds, and prints two tables.
///
/// # Errors
/// Where a build fails.
pub(crate) fn run(options: &Options) -> Outcome {
    if !options.only_models {
        clean_builds()?;
    }
    println!("\nan application, built anew with its dependencies built; the median of {}", options.rounds);
    println!("{:<18} {:>9} {:>12} {:>12}", "segue", "1 model", "more models", "each more");
    for build in &BUILDS {
        let one = application(build, 1, options.rounds)?;
        let many = application(build, options.models, options.rounds)?;
        let each = many.saturating_sub(one) / (options.models - 1);
        let more = format!("{}: {}", options.models, seconds(many));
        println!("{:<18} {:>9} {more:>12} {:>9.3} s", build.features, seconds(one), each.as_secs_f64());
    }
    Ok(())
}

/// Everything from its sources, once.
fn clean_builds() -> Outcome {
    println!("clean builds: what an application depends on, from its sources");
    println!("{:<18} {:>9} {:>18} {:>9} {:>9}", "segue", "", "its driver alone", "", "more");
    for build in &BUILDS {
        let driver = Package::new("driver", build.dependencies, String::new())?.build_clean()?;
        let segue = Package::with_segue("clean", build.features, 0)?.build_clean()?;
        let more = segue.saturating_sub(driver);
        println!(
            "{:<18} {:>9} {:>18} {:>9} {:>9}",
            build.features,
            seconds(segue),
            build.driver,
            seconds(driver),
            seconds(more)
        );
    }
    Ok(())
}

/// How long building an application takes, whose dependencies are built.
fn application(
    build: &Build,
    models: u32,
    rounds: u32,
) -> Result<Duration, Box<dyn std::error::Error + Send + Sync>> {
    let package = Package::with_segue("models", build.features, models)?;
    let mut times = (0..=rounds).map(|_| package.build_again()).collect::<Result<Vec<_>, _>>()?;
    // The first built what it depends on, too.
    times.remove(0);
    times.sort();
    Ok(times[times.len() / 2])
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
