package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request asks for, whoever's wire format it came in. Filled by a vendor's reader, then only read.
final class Ask {
    /// A function that may be called.
    record Tool(String name, @Nullable JsonNode parameters) {}

    String model = "";
    boolean stream;

    /// The user's words since the assistant's last turn; reset by each turn of the assistant.
    final StringBuilder text = new StringBuilder();

    /// Images and files since the assistant's last turn, described.
    final List<String> media = new ArrayList<>();

    /// What the tools answered since the assistant's last turn.
    final List<String> toolResults = new ArrayList<>();

    final List<Tool> tools = new ArrayList<>();
    boolean toolsForbidden;
    boolean toolRequired;

    @Nullable
    String requiredTool;

    boolean parallel = true;

    /// The shape that the answer must have.
    @Nullable
    JsonNode schema;

    boolean thinking;
    int maxTokens = Integer.MAX_VALUE;
    final List<String> stop = new ArrayList<>();
    boolean endsWithAssistant;

    long promptCharacters;

    /// Whether the vendor caches long prompts that carry no mark.
    boolean cachedUnmarked = true;

    long cacheReadCharacters;
    long cacheWriteCharacters;

    void userTurn() {
        endsWithAssistant = false;
    }

    void assistantTurn() {
        text.setLength(0);
        media.clear();
        toolResults.clear();
        endsWithAssistant = true;
    }

    void say(String words) {
        if (!text.isEmpty()) {
            text.append('\n');
        }
        text.append(words);
    }
}
