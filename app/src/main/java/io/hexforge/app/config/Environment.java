package io.hexforge.app.config;

/// What an installation is for. `PRODUCTION` refuses settings that are only safe on a laptop.
public enum Environment {
    DEVELOPMENT,
    TEST,
    PRODUCTION
}
