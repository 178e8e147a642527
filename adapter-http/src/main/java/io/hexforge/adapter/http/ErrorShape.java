package io.hexforge.adapter.http;

/// Whose error bodies a path answers with.
enum ErrorShape {
    /// RFC 9457.
    PROBLEM,
    OPENAI,
    ANTHROPIC;

    private static final String[] OPENAI_PATHS = {
        "/v1/chat/completions",
        "/chat/completions",
        "/api/chat/completions",
        "/v1/embeddings",
        "/v1/responses",
        "/v1/models"
    };

    static ErrorShape of(String path) {
        if (within(path, "/v1/messages")) {
            return ANTHROPIC;
        }
        for (String prefix : OPENAI_PATHS) {
            if (within(path, prefix)) {
                return OPENAI;
            }
        }
        return PROBLEM;
    }

    private static boolean within(String path, String prefix) {
        return path.startsWith(prefix) && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }
}
