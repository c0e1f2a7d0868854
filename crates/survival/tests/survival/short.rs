use std::process::Command;

/// A run of a few minutes from a random seed, which is in what it prints; `SURVIVAL_SEED` has one
/// of them again.
#[test]
fn everything_that_can_go_wrong_does_and_every_file_arrives_once_and_whole() {
    let seed = std::env::var("SURVIVAL_SEED").ok().and_then(|text| text.parse::<u64>().ok());
    let seed = seed.unwrap_or_else(rand::random);
    println!("seed {seed}");
    let run = Command::new(env!("CARGO_BIN_EXE_survive"))
        .args(["--files", "2000", "--span", "60", "--seed", &seed.to_string()])
        .output()
        .unwrap();
    print!("{}", String::from_utf8_lossy(&run.stdout));
    eprint!("{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "seed {seed}: see what was printed");
}
