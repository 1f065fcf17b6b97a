//! Objects of JSON, written field by field.
use wireloom::wire::{Observer, Shape, Value, observers::Json};

/// Appends one object.
pub(crate) fn object(line: &mut Vec<u8>, f: impl FnOnce(&mut Json<'_>)) {
    let mut json = Json::new(line);
    json.open(Shape::Record);
    f(&mut json);
    json.close();
    json.finish();
}

/// A field that has parts.
pub(crate) fn group(
    json: &mut Json<'_>,
    name: &'static str,
    shape: Shape,
    f: impl FnOnce(&mut Json<'_>),
) {
    json.field(name, 0);
    json.open(shape);
    f(json);
    json.close();
    let _ = json.end(0);
}

/// A field that is a value.
pub(crate) fn field(json: &mut Json<'_>, name: &'static str, value: Value<'_>) {
    json.field(name, 0);
    json.value(value);
    let _ = json.end(0);
}
