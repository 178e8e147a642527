package io.hexforge.domain.gateway;

/// What a model can do beyond text.
public enum Capability {
    TOOLS,
    JSON_SCHEMA,
    VISION,
    AUDIO,
    REASONING,
    EMBEDDING,
    IMAGE_GENERATION
}
