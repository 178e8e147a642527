package io.hexforge.domain.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.ChatCall.Media;
import io.hexforge.domain.gateway.ChatCall.Message;
import io.hexforge.domain.gateway.ChatCall.Output;
import io.hexforge.domain.gateway.ChatCall.Part;
import io.hexforge.domain.gateway.ChatCall.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboundChatTest {
    @Test
    void tells_how_long_a_conversation_is_that_came_in_no_format() {
        assertThat(promptBytes(new Part.Text("x".repeat(10_000)))).isBetween(10_000L, 10_100L);
        assertThat(promptBytes(new Part.Text("世".repeat(1_000)))).isBetween(3_000L, 3_100L);
        assertThat(promptBytes(new Part.Image(new Media.Inline("image/png", "A".repeat(100_000)), null, false)))
                .isBetween(3_000L, 5_000L);
        assertThat(promptBytes(
                        new Part.Document(new Media.Inline("text/plain", "A".repeat(100_000)), "notes.txt", false)))
                .isBetween(100_000L, 101_000L);
    }

    @Test
    void counts_what_was_said_before_and_the_tools() {
        var call = ChatCall.of(
                "m",
                List.of(
                        new Message.SystemPrompt(List.of(new Part.Text("a".repeat(100)))),
                        new Message.Assistant(List.of(
                                new Output.Text("b".repeat(200)), new Output.ToolCall("id", "f", "c".repeat(300)))),
                        new Message.ToolResult("id", List.of(new Part.Text("d".repeat(400))), false)));
        long without = InboundChat.of(call, false).facts().promptBytes();
        var parameters = JsonObject.EMPTY.with("type", new JsonString("e".repeat(500)));
        var tool = new Tool("f", "g".repeat(600), parameters, null, false);
        var withTool = new ChatCall(
                "m",
                call.messages(),
                List.of(tool),
                null,
                null,
                call.outputFormat(),
                call.sampling(),
                null,
                null,
                null);

        assertThat(without).isBetween(1_000L, 1_200L);
        assertThat(InboundChat.of(withTool, false).facts().promptBytes()).isGreaterThan(without + 1_100);
    }

    private static long promptBytes(Part part) {
        var call = ChatCall.of("m", List.of(new Message.User(List.of(part))));
        return InboundChat.of(call, true).facts().promptBytes();
    }
}
