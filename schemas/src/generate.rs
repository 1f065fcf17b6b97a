//! From `proto/` to Rust: what is checked in under `src/generated/`, and the descriptors.
//!
//! Nobody needs protoc. Every message gets prost's derive, the compact format's and serde's; what
//! the other formats want to know beside the `.proto` stands in `NARROW`.
use prost_build::{Config, Module};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet};
use std::error::Error;
use std::path::Path;

/// The families, each a file.
const FAMILIES: [&str; 6] = ["user", "log", "mesh", "save", "telemetry", "order"];

/// Protobuf's numbers have 32 bits or more. In compact these take what they need.
const NARROW: [(&str, &str); 7] = [
    (".wireloom.log.Address.a", "u8"),
    (".wireloom.log.Address.b", "u8"),
    (".wireloom.log.Address.c", "u8"),
    (".wireloom.log.Address.d", "u8"),
    (".wireloom.log.Record.code", "u16"),
    (".wireloom.save.Item.count", "i8"),
    (".wireloom.save.Item.slot", "u8"),
];

const HEAD: &str = "\
// Made from proto/ by `cargo run -p wireloom-schemas --features generate --bin generate`.
";

/// A name and the contents.
pub type File = (String, Vec<u8>);

/// What belongs into `src/generated/`.
///
/// # Errors
/// What the compiler says of the `.proto` files.
pub fn files() -> Result<Vec<File>, Box<dyn Error>> {
    let protos = Path::new(env!("CARGO_MANIFEST_DIR")).join("proto");
    let names = FAMILIES.map(|family| format!("{family}.proto"));
    let mut compiler = protox::Compiler::new([&protos])?;
    compiler.include_source_info(true).open_files(&names)?;
    let set = compiler.file_descriptor_set();
    let bare = protox::compile(&names, [&protos])?;
    let mut files =
        vec![("descriptors.bin".to_owned(), prost::Message::encode_to_vec(&stripped(bare)))];
    let mut config = Config::new();
    config.btree_map(["."]);
    set.file.iter().for_each(|file| attributes(file, &set, &mut config));
    let requests = set.file.into_iter().map(|file| {
        let module = Module::from_protobuf_package_name(file.package());
        (module, file)
    });
    for (module, code) in config.generate(requests.collect())? {
        let family = module.parts().last().unwrap_or_default();
        files.push((format!("{family}.rs"), format!("{HEAD}{code}").into_bytes()));
    }
    files.sort();
    Ok(files)
}

/// Comments are for the code.
fn stripped(mut set: FileDescriptorSet) -> FileDescriptorSet {
    set.file.iter_mut().for_each(|file| file.source_code_info = None);
    set
}

/// The derives, and what they are told.
fn attributes(file: &FileDescriptorProto, set: &FileDescriptorSet, config: &mut Config) {
    for message in &file.message_type {
        let name = format!(".{}.{}", file.package(), message.name());
        config.message_attribute(&name, DERIVES);
        if holds_plain(message) && is_plain(message, set) {
            config.message_attribute(&name, "#[compact(view = Self)]");
        }
        for field in &message.field {
            let name = format!("{name}.{}", field.name());
            if let Some((_, narrow)) = NARROW.iter().find(|(wide, _)| *wide == name) {
                config.field_attribute(&name, format!("#[compact(as = {narrow})]"));
            }
            if let Some(attribute) = serde(file, field) {
                config.field_attribute(&name, attribute);
            }
        }
        for (n, oneof) in (0..).zip(&message.oneof_decl) {
            let mut fields = message.field.iter().filter(|field| field.oneof_index == Some(n));
            if fields.any(FieldDescriptorProto::proto3_optional) {
                continue;
            }
            let name = format!("{name}.{}", oneof.name());
            config.enum_attribute(&name, DERIVES).enum_attribute(&name, SNAKE_CASE);
            // The path from the root would be that of the variants, too.
            config.field_attribute(format!("{}.{}", message.name(), oneof.name()), CHOICE);
        }
    }
}

const DERIVES: &str = "\
#[derive(::wireloom_codecs::compact::Compact)]
#[cfg_attr(feature = \"serde\", derive(::serde::Serialize, ::serde::Deserialize))]";

const SNAKE_CASE: &str = "#[cfg_attr(feature = \"serde\", serde(rename_all = \"snake_case\"))]";

/// An element for the field and in it one for the variant; in JSON an object of one member.
const CHOICE: &str = "#[cfg_attr(feature = \"serde\", serde(\
    default, skip_serializing_if = \"Option::is_none\", \
    with = \"::wireloom_codecs::xml::choice\"))]";

/// What text formats have to know of a field. What may be absent is: XML has no other way to say
/// that an `Option` is empty, and none for an empty list.
fn serde(file: &FileDescriptorProto, field: &FieldDescriptorProto) -> Option<String> {
    if field.oneof_index.is_some() && !field.proto3_optional() {
        return None;
    }
    let repeated = field.label() == Label::Repeated;
    let implicit =
        file.syntax() == "proto3" && !field.proto3_optional() && field.r#type() != Type::Message;
    let mut says = Vec::new();
    if field.label() != Label::Required {
        says.push("default");
    }
    if field.label() == Label::Optional && !implicit {
        says.push("skip_serializing_if = \"Option::is_none\"");
    }
    match (field.r#type(), repeated) {
        (Type::Bytes, false) => says.push("with = \"::wireloom_codecs::xml::base64\""),
        (Type::Bytes, true) => says.push("with = \"::wireloom_codecs::xml::base64::list\""),
        _ => {}
    }
    let says = says.join(", ");
    (!says.is_empty()).then(|| format!("#[cfg_attr(feature = \"serde\", serde({says}))]"))
}

/// Whether a message has nothing to borrow: compact then needs no second type to view it.
fn is_plain(message: &DescriptorProto, set: &FileDescriptorSet) -> bool {
    message.oneof_decl.iter().all(|oneof| oneof.name().starts_with('_'))
        && message.field.iter().all(|field| match (field.label(), field.r#type()) {
            (Label::Repeated, _) | (_, Type::String | Type::Bytes) => false,
            (_, Type::Message) => named(field.type_name(), set).is_some_and(|of| is_plain(of, set)),
            _ => true,
        })
}

/// Whether it holds more than numbers, of which the derive knows by itself that they are plain.
fn holds_plain(message: &DescriptorProto) -> bool {
    message
        .field
        .iter()
        .any(|field| field.r#type() == Type::Message || field.label() == Label::Optional)
}

fn named<'s>(name: &str, set: &'s FileDescriptorSet) -> Option<&'s DescriptorProto> {
    let family = set.file.iter().find_map(|file| {
        let local = name.strip_prefix('.')?.strip_prefix(file.package())?.strip_prefix('.')?;
        Some((file, local))
    });
    let (file, local) = family?;
    file.message_type.iter().find(|message| message.name() == local)
}
