package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.ChatAnswer;
import io.hexforge.domain.gateway.ChatAnswerBuilder;
import io.hexforge.domain.gateway.ChatCall;
import io.hexforge.domain.gateway.ChatEvent;
import io.hexforge.domain.gateway.ChatFacts;
import io.hexforge.domain.gateway.ChatReply;
import io.hexforge.domain.gateway.Deployment;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.Dialect;
import io.hexforge.domain.gateway.InboundChat;
import io.hexforge.domain.gateway.ProviderCatalogue;
import io.hexforge.domain.gateway.ProviderSettings;
import io.hexforge.domain.gateway.RawJson;
import io.hexforge.domain.gateway.ReplyPart;
import io.hexforge.domain.gateway.ReplyStream;
import io.hexforge.domain.gateway.Timers;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Calls to make and answers to look at, in tests.
final class Calls {
    static final Timers TIMERS =
            new Timers(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30));

    private Calls() {}

    static Endpoint endpoint(String provider, URI baseUrl, @Nullable String key) {
        return new Endpoint(
                ProviderCatalogue.find(provider).orElseThrow(),
                "test",
                baseUrl,
                key == null ? null : new Secret(key),
                ProviderSettings.NONE,
                true);
    }

    static Deployment deployment(String provider, URI baseUrl, String model) {
        return new Deployment(endpoint(provider, baseUrl, "sk-wall"), model);
    }

    /// What a client sent, in its own dialect.
    static InboundChat inbound(Dialect dialect, String body) {
        RawJson raw = raw(body);
        JsonNode json = Json.tree(raw.bytes()).orElseThrow();
        boolean usageWanted = dialect != Dialect.OPENAI
                || json.path("stream_options").path("include_usage").asBoolean();
        var facts = new ChatFacts(
                Json.text(json, "model"),
                json.path("stream").asBoolean(),
                usageWanted,
                null,
                json.has("tools"),
                raw.bytes().length,
                null,
                io.hexforge.domain.gateway.RouteHints.NONE);
        return new InboundChat(dialect, raw, facts, () -> {
            throw new AssertionError("a relayed call needs no canonical form");
        });
    }

    /// What a client sent that speaks another dialect than the provider.
    static InboundChat canonical(ChatCall call, boolean stream) {
        var facts = new ChatFacts(
                call.model(),
                stream,
                true,
                call.maxOutputTokens(),
                false,
                0,
                null,
                io.hexforge.domain.gateway.RouteHints.NONE);
        return new InboundChat(Dialect.RESPONSES, null, facts, () -> call);
    }

    static RawJson raw(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var members = new ArrayList<RawJson.Member>();
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.nextToken();
                int valueStart = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                members.add(new RawJson.Member(
                        name, start, valueStart, (int) parser.currentLocation().getByteOffset()));
            }
            return new RawJson(bytes, members);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A streamed answer, read to its end.
    ///
    /// @param contentAt index of the first part with content; -1 if there is none
    record Read(byte[] bytes, List<ChatEvent> events, ReplyPart last, int contentAt) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        Usage usage() {
            return switch (last) {
                case ReplyPart.End(Usage usage) -> usage;
                case ReplyPart.Failed(UpstreamFault fault, Usage usage) -> throw new AssertionError(fault.toString());
                case ReplyPart.Frames _, ReplyPart.Event _ -> throw new AssertionError(last.toString());
            };
        }

        UpstreamFault fault() {
            return switch (last) {
                case ReplyPart.Failed(UpstreamFault fault, Usage usage) -> fault;
                case ReplyPart.End _, ReplyPart.Frames _, ReplyPart.Event _ -> throw new AssertionError(text() + last);
            };
        }

        /// The data of each event that was relayed.
        List<String> data() {
            return text().lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> line.substring(6))
                    .toList();
        }

        List<ObjectNode> chunks() {
            return data().stream()
                    .filter(data -> !data.equals("[DONE]"))
                    .map(data ->
                            Json.object(data.getBytes(StandardCharsets.UTF_8)).orElseThrow())
                    .toList();
        }

        /// The text of an OpenAI stream.
        String content() {
            var text = new StringBuilder();
            for (ObjectNode chunk : chunks()) {
                text.append(chunk.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asText(""));
            }
            return text.toString();
        }

        ChatAnswer answer() {
            usage();
            var builder = new ChatAnswerBuilder();
            events.forEach(builder::add);
            return builder.build();
        }
    }

    static ReplyStream streaming(ChatReply reply) {
        return switch (reply) {
            case ChatReply.Streaming(ReplyStream stream) -> stream;
            case ChatReply.Relayed _, ChatReply.Answered _, ChatReply.Refused _ ->
                throw new AssertionError(reply.toString());
        };
    }

    static UpstreamFault refused(ChatReply reply) {
        return switch (reply) {
            case ChatReply.Refused(UpstreamFault fault) -> fault;
            case ChatReply.Relayed _, ChatReply.Answered _, ChatReply.Streaming _ ->
                throw new AssertionError(reply.toString());
        };
    }

    static Read read(ChatReply reply) {
        var bytes = new ByteArrayOutputStream();
        var events = new ArrayList<ChatEvent>();
        int contentAt = -1;
        try (ReplyStream stream = streaming(reply)) {
            for (int i = 0; ; i++) {
                switch (stream.next()) {
                    case ReplyPart.Frames(byte[] frames, boolean content, var counts) -> {
                        bytes.writeBytes(frames);
                        contentAt = content && contentAt < 0 ? i : contentAt;
                    }
                    case ReplyPart.Event(ChatEvent event) -> events.add(event);
                    case ReplyPart.End end -> {
                        return new Read(bytes.toByteArray(), events, end, contentAt);
                    }
                    case ReplyPart.Failed failed -> {
                        return new Read(bytes.toByteArray(), events, failed, contentAt);
                    }
                }
            }
        }
    }
}
