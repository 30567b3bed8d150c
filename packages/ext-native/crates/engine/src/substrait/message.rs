//! Protobuf messages as they are written: https://protobuf.dev/programming-guides/encoding/.

const VARINT: u32 = 0;
const FIXED_64: u32 = 1;
const LENGTH_DELIMITED: u32 = 2;
const FIXED_32: u32 = 5;

/// A message under construction; each method adds one field by its number. What is added is written even where it is the default, so that a member of
/// a oneof is there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    bytes: Vec<u8>,
    depth: usize,
}

impl Message {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// How deep messages stand in each other in this one: 0 where there is none.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// An unsigned integer, a flag or a member of an enumeration.
    pub(crate) fn number(mut self, field: u32, value: impl Into<u64>) -> Self {
        self.tag(field, VARINT);
        self.varint(value.into());
        self
    }

    /// An `int32` or `int64`: a negative one takes ten bytes.
    pub(crate) fn signed(self, field: u32, value: impl Into<i64>) -> Self {
        self.number(field, value.into().cast_unsigned())
    }

    pub(crate) fn float(mut self, field: u32, value: f32) -> Self {
        self.tag(field, FIXED_32);
        self.bytes.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn double(mut self, field: u32, value: f64) -> Self {
        self.tag(field, FIXED_64);
        self.bytes.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub(crate) fn bytes(mut self, field: u32, value: &[u8]) -> Self {
        self.tag(field, LENGTH_DELIMITED);
        self.varint(value.len() as u64);
        self.bytes.extend_from_slice(value);
        self
    }

    pub(crate) fn text(self, field: u32, value: &str) -> Self {
        self.bytes(field, value.as_bytes())
    }

    pub(crate) fn message(mut self, field: u32, value: &Self) -> Self {
        self.depth = self.depth.max(value.depth + 1);
        self.bytes(field, &value.bytes)
    }

    pub(crate) fn messages<'a>(
        self,
        field: u32,
        values: impl IntoIterator<Item = &'a Self>,
    ) -> Self {
        values
            .into_iter()
            .fold(self, |message, value| message.message(field, value))
    }

    pub(crate) fn optional(self, field: u32, value: Option<&Self>) -> Self {
        self.messages(field, value)
    }

    /// A packed list of numbers.
    pub(crate) fn numbers(self, field: u32, values: impl IntoIterator<Item = usize>) -> Self {
        let mut packed = Self::new();
        for value in values {
            packed.varint(value as u64);
        }
        self.bytes(field, &packed.bytes)
    }

    fn tag(&mut self, field: u32, wire_type: u32) {
        self.varint(u64::from(field << 3 | wire_type));
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push((value & 0x7f) as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_specification() {
        assert_eq!(
            Message::new().number(1, 150_u64).into_bytes(),
            [0x08, 0x96, 0x01]
        );
        assert_eq!(
            Message::new().text(2, "testing").into_bytes(),
            [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]
        );
        let packed = Message::new().numbers(6, [3, 270, 86_942]).into_bytes();
        assert_eq!(packed, [0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]);
        let negative = Message::new().signed(1, -2_i64).into_bytes();
        assert_eq!(negative.len(), 11);
    }
}
