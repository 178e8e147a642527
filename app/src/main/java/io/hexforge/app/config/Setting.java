package io.hexforge.app.config;

/// One effective setting as `hexforge config` shows it; secrets are masked already.
public record Setting(String name, String value, String source) {}
