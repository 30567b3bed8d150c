//! Node-API's link settings, and one copy of functions that compile to the same code.

fn main() {
    napi_build::setup();
    // Generic code is most of the addon, and a third of its functions are equal to another one. Rust links this target with lld.
    let target = std::env::var("TARGET").unwrap_or_default();
    if target == "x86_64-unknown-linux-gnu" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,--icf=all");
    }
}
