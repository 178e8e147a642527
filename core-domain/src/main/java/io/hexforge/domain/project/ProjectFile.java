package io.hexforge.domain.project;

/// A version of a file with what is in it.
public record ProjectFile(FileVersion version, Content content) {}
