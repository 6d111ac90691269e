//! The built-in rules are static data full of references. In a program that can be loaded anywhere each of them is set at every start, which takes
//! longer than cleaning a small file; in one with a fixed place the linker has done it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = |key: &str| std::env::var(format!("CARGO_CFG_TARGET_{key}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
