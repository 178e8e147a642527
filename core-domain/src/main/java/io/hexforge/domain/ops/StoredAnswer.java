package io.hexforge.domain.ops;

/// An answer that was given, kept to be given again.
///
/// @param status HTTP status
public record StoredAnswer(int status, String contentType, byte[] body) {}
