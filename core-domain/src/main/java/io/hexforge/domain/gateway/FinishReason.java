package io.hexforge.domain.gateway;

/// Why a model stopped.
public enum FinishReason {
    STOP,
    STOP_SEQUENCE,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER,
    REFUSAL
}
