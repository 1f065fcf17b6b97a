//! buffa's types for the families, made from their descriptors where a bench wants them.
fn main() {
    #[cfg(feature = "buffa")]
    if let Err(error) = buffa() {
        println!("cargo::error={error}");
    }
}

#[cfg(feature = "buffa")]
fn buffa() -> Result<(), Box<dyn std::error::Error>> {
    let descriptors = "../schemas/src/generated/descriptors.bin";
    println!("cargo::rerun-if-changed={descriptors}");
    buffa_build::Config::new()
        .descriptor_set(descriptors)
        .files(&["log.proto", "mesh.proto", "save.proto"])
        .include_file("buffa.rs")
        .compile()
}
