package io.hexforge.domain;

/// One thing that is wrong with an input.
///
/// @param pointer a JSON pointer (RFC 6901) to the field, such as `/metadata/timeout`; empty for the whole body
/// @param detail what is wrong and what is accepted, in one sentence
public record Violation(String pointer, String detail) {}
