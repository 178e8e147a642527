package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// One wire format: whose requests these are, how they are answered, how they are refused.
interface Vendor {
    /// {@return whether a request is meant for this vendor}
    boolean owns(Request request);

    /// {@return whether a request asks for tokens or vectors, which is what faults strike by default}
    boolean produces(Request request);

    /// {@return why the credentials will not do, or null when they will}
    @Nullable
    Refusal unauthorized(Request request);

    void serve(Exchange exchange) throws IOException, Refusal;

    int status(Refusal refusal);

    ObjectNode error(Refusal refusal, String requestId);

    /// {@return the name of the event that reports an error within a stream, if events have names}
    default @Nullable String errorEvent() {
        return null;
    }

    String requestIdHeader();

    /// {@return whether such a refusal is no error status here, but an answer that [#serve] writes}
    default boolean answersItself(RefusalKind kind) {
        return false;
    }

    /// {@return what this vendor says in such a case}
    default String complaint(RefusalKind kind) {
        return switch (kind) {
            case INVALID_REQUEST -> "The request is invalid.";
            case CONTEXT_LENGTH -> "This model's maximum context length is 8192 tokens. Please reduce your prompt.";
            case CONTENT_FILTER -> "The request was rejected by the content management policy.";
            case BAD_KEY -> "The API key is not valid.";
            case FORBIDDEN -> "You are not allowed to do this.";
            case NOT_FOUND -> "There is no such thing.";
            case WRONG_METHOD -> "This method is not allowed here.";
            case TOO_LARGE -> "The request exceeds the maximum size.";
            case RATE_LIMITED -> "Rate limit reached. Please try again later.";
            case OUT_OF_QUOTA -> "You exceeded your current quota.";
            case INTERNAL -> "The server had an error while processing your request.";
            case BAD_GATEWAY -> "Bad gateway.";
            case UNAVAILABLE -> "The service is unavailable.";
            case GATEWAY_TIMEOUT -> "The gateway timed out.";
            case OVERLOADED -> "Overloaded";
        };
    }

    /// {@return the error that stands in a body whose status is 200}
    default Refusal failure() {
        return new Refusal(RefusalKind.INTERNAL, complaint(RefusalKind.INTERNAL), null, null);
    }

    /// {@return the body as an object}
    static ObjectNode body(Request request) throws Refusal {
        try {
            JsonNode body = Json.read(request.body());
            if (body instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw Refusal.invalid("We could not parse the JSON body of your request: " + e.getMessage(), null);
        }
        throw Refusal.invalid("We could not parse the JSON body of your request: it is no object.", null);
    }
}
