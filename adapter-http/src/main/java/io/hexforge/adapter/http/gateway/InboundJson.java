package io.hexforge.adapter.http.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hexforge.adapter.http.BadRequest;
import io.hexforge.adapter.http.Body;
import io.hexforge.adapter.http.Json;
import io.hexforge.domain.JsonValue;
import io.hexforge.domain.gateway.RawJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// A request's body, of which only some top-level members are looked at: the rest is checked to be JSON and left as
/// it is. Safe for concurrent use.
final class InboundJson {
    private final RawJson raw;

    private InboundJson(RawJson raw) {
        this.raw = raw;
    }

    static InboundJson of(RawJson raw) {
        return new InboundJson(raw);
    }

    /// Finds the top-level members of a JSON object.
    ///
    /// @param body UTF-8; not copied, and not to be changed afterwards
    /// @throws BadRequest if it is malformed anywhere or no object
    static InboundJson scan(byte[] body) {
        if (body.length == 0) {
            throw new BadRequest("", "is empty; a JSON object is expected");
        }
        if (body[0] == (byte) 0xef) {
            throw new BadRequest("", "must not begin with a byte order mark");
        }
        try (JsonParser parser = Json.parser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadRequest("", "must be an object");
            }
            var members = new ArrayList<RawJson.Member>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                int start = offset(parser.currentTokenLocation().getByteOffset());
                parser.nextToken();
                int valueStart = offset(parser.currentTokenLocation().getByteOffset());
                parser.skipChildren();
                parser.finishToken();
                members.add(new RawJson.Member(
                        name, start, valueStart, offset(parser.currentLocation().getByteOffset())));
            }
            if (parser.nextToken() != null) {
                throw new BadRequest("", "has something after its value");
            }
            return new InboundJson(new RawJson(body, members));
        } catch (IOException e) {
            throw Body.badRequest(e);
        }
    }

    RawJson raw() {
        return raw;
    }

    /// {@return the whole body}
    JsonValue tree() {
        return Json.value(raw.bytes());
    }

    /// {@return a member, or null if it is absent or null}
    @Nullable
    JsonValue value(String name) {
        JsonValue value = raw.value(name).map(Json::value).orElse(null);
        return value instanceof JsonValue.JsonNull ? null : value;
    }

    JsonValue requireValue(String name) {
        JsonValue value = value(name);
        if (value == null) {
            throw new BadRequest("/" + name, "is missing");
        }
        return value;
    }

    @Nullable
    String string(String name) {
        return switch (value(name)) {
            case null -> null;
            case JsonValue.JsonString(String text) -> text;
            default -> throw new BadRequest("/" + name, "must be a string");
        };
    }

    boolean flag(String name) {
        return switch (value(name)) {
            case null -> false;
            case JsonValue.JsonBoolean(boolean value) -> value;
            default -> throw new BadRequest("/" + name, "must be true or false");
        };
    }

    @Nullable
    Long count(String name) {
        return switch (value(name)) {
            case null -> null;
            case JsonValue.JsonNumber(var value) when value.signum() >= 0 && fitsInt(value) -> value.longValueExact();
            default -> throw new BadRequest("/" + name, "must be a whole number from 0 to " + Integer.MAX_VALUE);
        };
    }

    /// {@return a number, or null if it is absent or none: what a number may be is the provider's to say}
    @Nullable
    Double number(String name) {
        return value(name) instanceof JsonValue.JsonNumber(var value) ? value.doubleValue() : null;
    }

    /// {@return whether a member is an array with something in it}
    boolean hasItems(String name) {
        RawJson.Member member = raw.member(name).orElse(null);
        return member != null && raw.bytes()[member.valueStart()] == '[' && !isEmptyArray(member);
    }

    /// Requires that a member is an array with something in it.
    void requireItems(String name) {
        RawJson.Member member = raw.member(name).orElseThrow(() -> new BadRequest("/" + name, "is missing"));
        if (raw.bytes()[member.valueStart()] != '[') {
            throw new BadRequest("/" + name, "must be an array");
        }
        if (isEmptyArray(member)) {
            throw new BadRequest("/" + name, "must not be empty");
        }
    }

    private boolean isEmptyArray(RawJson.Member member) {
        for (int i = member.valueStart() + 1; i < member.end() - 1; i++) {
            if (raw.bytes()[i] > ' ' || raw.bytes()[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean fitsInt(BigDecimal value) {
        try {
            value.intValueExact();
            return true;
        } catch (ArithmeticException e) {
            return false;
        }
    }

    private static int offset(long offset) {
        return Math.toIntExact(offset);
    }
}
