//! A new migration must rebuild the crate: Cargo does not see them otherwise.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
