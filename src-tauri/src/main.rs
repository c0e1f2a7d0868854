// On Windows a second, empty console window would open beside ours.
#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    labrun::run()
}
