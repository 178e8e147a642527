package io.hexforge.adapter.llm.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hexforge.domain.Secret;
import io.hexforge.domain.gateway.Deployment.Endpoint;
import io.hexforge.domain.gateway.UpstreamFault;
import io.hexforge.domain.gateway.UpstreamFault.Kind;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what providers answer when they do not answer.
///
/// | status | becomes |
/// |---|---|
/// | 401, 403 | `CREDENTIAL`; `CONTENT_FILTER` when the text speaks of moderation |
/// | 402 | `QUOTA` |
/// | 404 | `UNKNOWN_MODEL` |
/// | 408 and 5xx | `SERVER_ERROR`; 503 and 529 `OVERLOADED` |
/// | 413 | `TOO_LARGE` |
/// | 429 | `RATE_LIMITED`; `QUOTA` when the text speaks of quota, billing or credit, unless it is Google's |
/// | other 4xx | `CONTEXT_LENGTH`, `CONTENT_FILTER`, `UNKNOWN_MODEL`, `QUOTA`, `CREDENTIAL` by code or text; else
/// `INVALID_REQUEST` |
/// | 3xx | `MALFORMED`: redirects are not followed |
final class Faults {
    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_BODY = 1 << 20;
    private static final Pattern CONTEXT = Pattern.compile(
            "context_length|context length|context window|maximum context|prompt is too long|too many tokens"
                    + "|token count .*exceeds|input is too long|exceeds? the (maximum|available) (number of tokens|context)"
                    + "|reduce the length of the (messages|prompt)|exceed_context_size");
    private static final Pattern FILTER = Pattern.compile(
            "content_filter|content filter|content_policy|content management policy|safety system|moderation|flagged");
    private static final Pattern QUOTA = Pattern.compile(
            "insufficient_quota|insufficient quota|exceeded your current quota|billing|credit balance|insufficient credit"
                    + "|insufficient balance|insufficient_balance|payment");
    private static final Pattern MODEL = Pattern.compile(
            "model_not_found|model not found|model .{0,100}(does not exist|not found|is not available|decommissioned)"
                    + "|no such model|unknown model|invalid model|not a valid model");
    private static final Pattern KEY =
            Pattern.compile("api_key_invalid|invalid_api_key|api key not valid|invalid api key|incorrect api key");
    private static final Pattern OVERLOAD = Pattern.compile("overloaded");

    private Faults() {}

    /// The fault that a status other than 2xx means.
    ///
    /// @param sameDialect whether the client would understand the provider's body
    static UpstreamFault of(UpstreamCall call, Endpoint endpoint, boolean sameDialect, InstantSource clock)
            throws UpstreamFailure {
        return of(call.status(), call.readWhole(MAX_BODY), endpoint, sameDialect, retryAfter(call, clock));
    }

    private static UpstreamFault of(
            int status, byte[] body, Endpoint endpoint, boolean sameDialect, @Nullable Duration retryAfter) {
        if (status < 400) {
            return new UpstreamFault(
                    Kind.MALFORMED, status, "the provider answers elsewhere (HTTP " + status + ")", null, null, null);
        }
        var error = ErrorBody.of(body);
        Kind kind = kind(status, error.searchable());
        boolean keepsBody = sameDialect && error.isObject() && concernsRequest(kind);
        return new UpstreamFault(
                kind,
                status,
                message(kind, status, endpoint, error),
                error.param(),
                retryAfter == null ? error.retryDelay() : retryAfter,
                keepsBody ? body : null);
    }

    /// The fault that an error within a successful answer means.
    static UpstreamFault inAnswer(String provider, JsonNode answer) {
        var error = ErrorBody.of(answer);
        Kind kind = kind(error.status(), error.searchable());
        String message = error.message().isEmpty() ? provider + " failed while answering" : error.message();
        return new UpstreamFault(
                kind == Kind.CREDENTIAL ? Kind.SERVER_ERROR : kind, error.status(), message, error.param(), null, null);
    }

    /// The fault that a status other than 2xx means to the owner of the key that was tried: the provider's own reason
    /// is told.
    static UpstreamFault ofKeyCheck(UpstreamCall call, Endpoint endpoint, InstantSource clock) throws UpstreamFailure {
        byte[] body = call.readWhole(MAX_BODY);
        UpstreamFault fault = of(call.status(), body, endpoint, false, retryAfter(call, clock));
        String reason = withoutKey(ErrorBody.of(body).message(), endpoint.key());
        return fault.kind() != Kind.CREDENTIAL || reason.isEmpty()
                ? fault
                : new UpstreamFault(fault.kind(), fault.status(), reason, null, null, null);
    }

    private static boolean concernsRequest(Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_LENGTH, CONTENT_FILTER, UNKNOWN_MODEL, TOO_LARGE -> true;
            default -> false;
        };
    }

    private static String message(Kind kind, int status, Endpoint endpoint, ErrorBody error) {
        String provider = endpoint.kind().name();
        if (kind == Kind.CREDENTIAL) {
            return "the provider '" + provider + "' refuses the credential that is set up for it (HTTP " + status + ")";
        }
        return error.message().isEmpty()
                ? "the provider '" + provider + "' answered with HTTP " + status
                : withoutKey(error.message(), endpoint.key());
    }

    private static String withoutKey(String message, @Nullable Secret key) {
        return key == null ? message : message.replace(key.reveal(), key.preview());
    }

    static Kind kind(int status, String text) {
        return switch (status) {
            case 401 -> Kind.CREDENTIAL;
            case 403 -> FILTER.matcher(text).find() ? Kind.CONTENT_FILTER : Kind.CREDENTIAL;
            case 402 -> Kind.QUOTA;
            case 408 -> Kind.SERVER_ERROR;
            case 413 -> Kind.TOO_LARGE;
            case 429 -> ofTooMany(text);
            case 503, 529 -> Kind.OVERLOADED;
            default -> status >= 400 && status < 500 ? ofRequest(status, text) : ofServer(text);
        };
    }

    /// Google speaks of quota and billing whenever a rate is exceeded.
    private static Kind ofTooMany(String text) {
        boolean quota = QUOTA.matcher(text).find() && !text.contains("resource_exhausted");
        return quota ? Kind.QUOTA : Kind.RATE_LIMITED;
    }

    private static Kind ofRequest(int status, String text) {
        if (CONTEXT.matcher(text).find()) {
            return Kind.CONTEXT_LENGTH;
        }
        if (FILTER.matcher(text).find()) {
            return Kind.CONTENT_FILTER;
        }
        if (status == 404 || MODEL.matcher(text).find()) {
            return Kind.UNKNOWN_MODEL;
        }
        if (KEY.matcher(text).find()) {
            return Kind.CREDENTIAL;
        }
        return QUOTA.matcher(text).find() ? Kind.QUOTA : Kind.INVALID_REQUEST;
    }

    private static Kind ofServer(String text) {
        if (OVERLOAD.matcher(text).find()) {
            return Kind.OVERLOADED;
        }
        if (CONTEXT.matcher(text).find()) {
            return Kind.CONTEXT_LENGTH;
        }
        return text.contains("rate_limit") ? Kind.RATE_LIMITED : Kind.SERVER_ERROR;
    }

    private static @Nullable Duration retryAfter(UpstreamCall call, InstantSource clock) {
        String millis = call.header("retry-after-ms");
        Duration exact = millis == null ? null : scaled(millis, 1);
        String text = call.header("retry-after");
        return exact != null || text == null ? exact : retryAfter(text, clock);
    }

    /// Reads `Retry-After`: seconds, with or without a fraction, or a date.
    static @Nullable Duration retryAfter(String text, InstantSource clock) {
        Duration seconds = scaled(text, 1_000);
        if (seconds != null) {
            return seconds;
        }
        try {
            var date = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration left = Duration.between(clock.instant(), date);
            return left.isNegative() ? Duration.ZERO : left;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable Duration scaled(String number, int millis) {
        try {
            double value = Double.parseDouble(number.strip());
            return value >= 0 && value < 1e9 ? Duration.ofMillis(Math.round(value * millis)) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /// An error body of any vendor.
    ///
    /// @param status what the body itself claims; 0 if nothing
    private record ErrorBody(
            boolean isObject,
            String message,
            String type,
            String code,
            @Nullable String param,
            int status,
            @Nullable Duration retryDelay) {
        private static final ErrorBody NONE = new ErrorBody(false, "", "", "", null, 0, null);

        static ErrorBody of(byte[] body) {
            try {
                JsonNode node = Json.MAPPER.readTree(body);
                JsonNode first = node != null && node.isArray() ? node.path(0) : node;
                return first instanceof ObjectNode object ? of(object) : NONE;
            } catch (java.io.IOException e) {
                return NONE;
            }
        }

        /// OpenAI, Anthropic and Gemini nest an object, Ollama a string; Mistral and FastAPI nest nothing.
        static ErrorBody of(JsonNode body) {
            JsonNode nested = body.path("error");
            JsonNode error = nested.isObject() ? nested : body;
            String message = nested.isTextual() ? nested.textValue() : message(error);
            JsonNode code = error.path("code");
            return new ErrorBody(
                    true,
                    message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message,
                    error.path("type").asText("") + " " + error.path("status").asText(""),
                    code.asText(""),
                    Json.text(error, "param"),
                    status(code, error),
                    retryDelay(error));
        }

        /// Where Google says how long to wait: `"retryDelay": "37s"`.
        private static @Nullable Duration retryDelay(JsonNode error) {
            for (JsonNode detail : error.path("details")) {
                String delay = detail.path("retryDelay").asText("");
                if (delay.endsWith("s")) {
                    return scaled(delay.substring(0, delay.length() - 1), 1_000);
                }
            }
            return null;
        }

        private static String message(JsonNode error) {
            for (String member : new String[] {"message", "detail", "msg"}) {
                JsonNode value = error.path(member);
                if (value.isTextual()) {
                    return value.textValue();
                }
                if (value.isContainerNode()) {
                    return Json.text(value);
                }
            }
            return "";
        }

        private static int status(JsonNode code, JsonNode error) {
            int number = code.asInt(0);
            if (number >= 400 && number < 600) {
                return number;
            }
            return switch (error.path("type").asText("")) {
                case "invalid_request_error" -> 400;
                case "authentication_error", "permission_error" -> 401;
                case "not_found_error" -> 404;
                case "request_too_large" -> 413;
                case "rate_limit_error", "rate_limit_exceeded", "insufficient_quota", "tokens", "requests" -> 429;
                case "overloaded_error" -> 529;
                default -> 0;
            };
        }

        String searchable() {
            return (code + " " + type + " " + message).toLowerCase(Locale.ROOT);
        }
    }
}
