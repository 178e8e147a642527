package io.hexforge.ports.inprocess.gateway;

import io.hexforge.ports.driven.gateway.Upstream;

/// What answers when no provider is set up: it says so, and how to change it.
public final class OfflineModel {
    static final String TEXT = "No model provider is configured, so this answer comes from Hexforge itself, not from a"
            + " language model. To get real answers, set a key such as OPENAI_API_KEY or ANTHROPIC_API_KEY and restart,"
            + " activate a provider with POST /v1/providers/activate, or start Ollama on this machine.";

    private OfflineModel() {}

    /// {@return a model called `offline`}
    public static Upstream create() {
        return FunctionModel.ofText("offline", call -> TEXT);
    }
}
