package io.hexforge.adapter.http.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.JsonValue.JsonString;
import io.hexforge.domain.gateway.Capability;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptShapeTest {
    private static final String PIXELS = "iVBORw0KGgo/".repeat(10_000);

    @Test
    void an_image_counts_as_its_tokens_and_not_as_its_bytes() {
        PromptShape shape = shape("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                + "\"image_url\":{\"url\":\"data:image/png;base64," + PIXELS + "\"}}]}]}");

        assertThat(shape.images()).isTrue();
        assertThat(shape.bytes()).isBetween(4_000L, 4_300L);
    }

    @Test
    void every_dialects_images_are_seen() {
        assertThat(shape("[{\"type\":\"input_image\"}]").images()).isTrue();
        assertThat(shape("[{\"type\": \"image\", \"source\":{}}]").images()).isTrue();
    }

    @Test
    void talk_of_images_is_none() {
        assertThat(shape("{\"content\":\"an \\\"image_url\\\" and an image\"}").images())
                .isFalse();
    }

    @Test
    void text_counts_in_full() {
        String text = "{\"content\":\"" + "words and words ".repeat(1_000) + PIXELS + "\"}";

        assertThat(shape(text).bytes()).isEqualTo(text.length());
    }

    @Test
    void needs_are_told_from_the_request() {
        var schema = new JsonObject(Map.of("type", new JsonString("json_schema")));

        assertThat(shape("{}").needs(true, schema)).containsExactlyInAnyOrder(Capability.TOOLS, Capability.JSON_SCHEMA);
        assertThat(shape("{}").needs(false, new JsonObject(Map.of("type", new JsonString("text")))))
                .isEmpty();
    }

    private static PromptShape shape(String body) {
        return PromptShape.of(body.getBytes(StandardCharsets.UTF_8));
    }
}
