package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.JsonValue;
import io.hexforge.domain.JsonValue.JsonObject;
import io.hexforge.domain.gateway.Capability;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What can be told of a prompt by a glance over its bytes, without parsing it.
///
/// @param bytes of the body, with each image in it counted as [#IMAGE_BYTES]
/// @param images whether a message has an image
record PromptShape(long bytes, boolean images) {
    /// A thousand tokens: what providers count for an image of usual size.
    private static final int IMAGE_BYTES = 4_000;

    /// Text has blanks, quotes or line ends more often than that.
    private static final int SHORTEST_IMAGE = 2_048;

    /// How the dialects mark images.
    private static final List<byte[]> MARKS =
            List.of(bytes("\"image_url\""), bytes("\"input_image\""), bytes("\"image\""));

    private static final boolean[] BASE64 = base64();

    static PromptShape of(byte[] body) {
        long inImages = 0;
        int run = 0;
        boolean images = false;
        for (int i = 0; i < body.length; i++) {
            byte next = body[i];
            if (next >= 0 && BASE64[next]) {
                run++;
                continue;
            }
            inImages += surplus(run);
            run = 0;
            images |= next == '"' && (i == 0 || body[i - 1] != '\\') && marksImage(body, i);
        }
        return new PromptShape(body.length - (images ? inImages : 0), images);
    }

    /// @param format what says which form the answer must have: `response_format`, or `text.format`
    Set<Capability> needs(boolean tools, @Nullable JsonValue format) {
        var needs = EnumSet.noneOf(Capability.class);
        if (tools) {
            needs.add(Capability.TOOLS);
        }
        if (images) {
            needs.add(Capability.VISION);
        }
        if (format instanceof JsonObject object
                && object.string("type").orElse("").equals("json_schema")) {
            needs.add(Capability.JSON_SCHEMA);
        }
        return needs;
    }

    private static long surplus(int run) {
        return run < SHORTEST_IMAGE ? 0 : Math.max(0, run - IMAGE_BYTES);
    }

    private static boolean marksImage(byte[] body, int at) {
        if (at + 1 >= body.length || body[at + 1] != 'i') {
            return false;
        }
        for (byte[] mark : MARKS) {
            int end = at + mark.length;
            if (end <= body.length && Arrays.equals(body, at, end, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean[] base64() {
        var base64 = new boolean[128];
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_"
                .chars()
                .forEach(c -> base64[c] = true);
        return base64;
    }
}
