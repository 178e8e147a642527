package io.hexforge.app.config;

/// How much is logged.
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
}
