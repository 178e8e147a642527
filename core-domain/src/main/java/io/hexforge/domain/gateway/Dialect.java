package io.hexforge.domain.gateway;

/// A wire format of chat completions, spoken by a client, by a provider, or by both.
public enum Dialect {
    /// OpenAI's Chat Completions, and everybody who copied it.
    OPENAI,
    /// Anthropic's Messages.
    ANTHROPIC,
    /// OpenAI's Responses; spoken by clients only.
    RESPONSES,
    /// Google's generateContent; spoken by providers only.
    GEMINI,
    /// Ollama's own /api/chat; spoken by providers only.
    OLLAMA,
    /// No wire: the canonical form itself, inside this process.
    CANONICAL
}
