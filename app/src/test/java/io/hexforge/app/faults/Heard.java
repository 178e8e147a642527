package io.hexforge.app.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a client got.
///
/// @param whole the body when it was no stream; else missing
/// @param events what stood in `data:`, in order, when it was a stream; `[DONE]` left out
/// @param done whether the dialect's last event came: `[DONE]`, `message_stop`
/// @param brokenOff whether the connection ended within the message
public record Heard(
        Way.Client client,
        int status,
        HttpHeaders headers,
        JsonNode whole,
        List<JsonNode> events,
        boolean done,
        boolean brokenOff,
        Duration took) {

    /// {@return the text of the answer, as far as it came}
    public String text() {
        return switch (client) {
            case OPENAI ->
                whole.at("/choices/0/message/content").asText("")
                        + joined(events.stream().map(event -> event.at("/choices/0/delta/content")));
            case ANTHROPIC ->
                joined(Stream.concat(
                        whole.path("content").valueStream().map(block -> block.path("text")),
                        events.stream().map(event -> event.at("/delta/text"))));
        };
    }

    private static String joined(Stream<JsonNode> texts) {
        return texts.map(text -> text.asText("")).collect(Collectors.joining());
    }

    /// {@return the error, wherever it stands; missing if there is none}
    public JsonNode error() {
        return Stream.concat(Stream.of(whole), events.stream())
                .map(event -> event.path("error"))
                .filter(error -> !error.isMissingNode() && !error.isNull())
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    public boolean failed() {
        return status != 200 || !error().isMissingNode();
    }

    /// {@return why the answer ended, as it says itself; null when it does not}
    public @Nullable String finish() {
        return Stream.concat(Stream.of(whole), events.stream())
                .map(event -> switch (client) {
                    case OPENAI -> event.at("/choices/0/finish_reason");
                    case ANTHROPIC ->
                        event.has("stop_reason") ? event.path("stop_reason") : event.at("/delta/stop_reason");
                })
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse(null);
    }

    /// {@return whether a client would take this for a whole answer}
    public boolean complete() {
        return status == 200 && !failed() && finish() != null && !brokenOff && (done || events.isEmpty());
    }

    public long outputTokens() {
        return switch (client) {
            case OPENAI -> usage("/usage/completion_tokens");
            case ANTHROPIC -> usage("/usage/output_tokens");
        };
    }

    /// {@return how many tokens the prompt has, those that came from a cache included}
    public long promptTokens() {
        return switch (client) {
            case OPENAI -> usage("/usage/prompt_tokens");
            case ANTHROPIC -> ofMessage("input_tokens") + Math.max(0, ofMessage("cache_read_input_tokens"));
        };
    }

    private long ofMessage(String member) {
        return Math.max(usage("/usage/" + member), usage("/message/usage/" + member));
    }

    private long usage(String pointer) {
        return Stream.concat(Stream.of(whole), events.stream())
                .map(event -> event.at(pointer))
                .filter(JsonNode::isNumber)
                .mapToLong(JsonNode::asLong)
                .reduce((first, last) -> last)
                .orElse(-1);
    }

    /// {@return the model that the answer names}
    public String model() {
        return Stream.concat(Stream.of(whole), events.stream())
                .map(event -> event.has("model") ? event.path("model") : event.at("/message/model"))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse("");
    }

    public @Nullable String header(String name) {
        return headers.firstValue(name).orElse(null);
    }

    @Override
    public String toString() {
        return status + " after " + took.toMillis() + " ms: "
                + (events.isEmpty() ? whole : shortened(events.toString())) + (done ? ", done" : "")
                + (brokenOff ? ", broken off" : "");
    }

    private static String shortened(String text) {
        return text.length() < 2_000 ? text : text.substring(0, 1_000) + " … " + text.substring(text.length() - 1_000);
    }
}
