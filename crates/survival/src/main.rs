//! `survive`: runs plans one after the other until the time is over, or until one finds something.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};
use survival::plan::{Plan, Size};
use survival::run::{alone, survive};
use survival::worker;

/// Everything that can go wrong, from a seed, against the engine and a simulated cloud
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// How long, in hours; one run after the other, each with a seed of its own
    #[arg(long, default_value_t = 0.0)]
    hours: f64,
    /// How long, in minutes; less than one run's: one run
    #[arg(long, default_value_t = 0.0)]
    minutes: f64,
    /// Seed of the first run; random unless given
    #[arg(long)]
    seed: Option<u64>,
    /// Files of one run
    #[arg(long, default_value_t = 2000)]
    files: usize,
    /// How long things go wrong in one run, in seconds
    #[arg(long, default_value_t = 75)]
    span: u64,
    /// Prints the plan and runs nothing
    #[arg(long)]
    plan: bool,
    /// Works in this folder, which must be empty, and leaves everything there
    #[arg(long)]
    keep: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// The process that is killed
    #[command(hide = true)]
    Worker {
        #[arg(long)]
        profile: PathBuf,
        #[arg(long, default_value_t = 0)]
        passed_ms: i64,
        #[arg(long, default_value_t = 0, allow_hyphen_values = true)]
        wrong_ms: i64,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.to_string()),
    };
    if let Some(Command::Worker { profile, passed_ms, wrong_ms }) = arguments.command {
        worker::write_log();
        let start = worker::Start { profile, passed_ms, wrong_ms };
        let ended = runtime.block_on(worker::run(start));
        // Its input is read on a thread that nothing wakes.
        runtime.shutdown_background();
        return ended.map_or_else(|said| failed(&said), |()| ExitCode::SUCCESS);
    }
    runtime.block_on(run(&arguments))
}

fn failed(said: &str) -> ExitCode {
    eprintln!("survive: {said}");
    ExitCode::FAILURE
}

async fn run(arguments: &Arguments) -> ExitCode {
    let size = Size { files: arguments.files, span: Duration::from_secs(arguments.span) };
    let first = arguments.seed.unwrap_or_else(rand::random);
    if arguments.plan {
        print!("{}", Plan::new(first, size));
        return ExitCode::SUCCESS;
    }
    let alone = alone();
    if !alone {
        println!(
            "no mount namespace may be had here: a full disk is a limit on file sizes instead"
        );
    }
    let began = Instant::now();
    let time = Duration::from_secs_f64(arguments.hours * 3600.0 + arguments.minutes * 60.0);
    let mut seed = first;
    loop {
        let plan = Plan::new(seed, size);
        print!("{plan}");
        let replay = format!(
            "to see it again: cargo run -p survival -- --seed {seed} --files {} --span {}",
            arguments.files, arguments.span
        );
        match survive(&plan, size, arguments.keep.as_deref(), alone).await {
            Ok((verdict, _)) if verdict.failures.is_empty() => {
                println!("seed {seed} survived, after {:.0?} in all\n{verdict}", began.elapsed());
            }
            Ok((verdict, folder)) => {
                println!("seed {seed} DID NOT SURVIVE\n{verdict}");
                println!("everything is in {}\n{replay}", folder.display());
                return ExitCode::FAILURE;
            }
            Err(error) => {
                println!("{replay}");
                return failed(&format!("seed {seed}: {error}"));
            }
        }
        if began.elapsed() + size.span * 2 > time {
            return ExitCode::SUCCESS;
        }
        seed = rand::random();
    }
}
