package io.hexforge.adapter.http.gateway;

import io.hexforge.domain.gateway.ChatCall.Output;
import java.util.ArrayList;
import java.util.List;

/// Carries the signature of a tool call, which some providers want back, through dialects that have no place for
/// it: as a piece of reasoning that only the provider can read, right before the call.
final class ToolSignatures {
    private static final String PREFIX = "hexforge-tool-signature:";

    private ToolSignatures() {}

    /// {@return what to tell as unreadable reasoning before the call}
    static String hide(String signature) {
        return PREFIX + signature;
    }

    /// Puts signatures back to the calls that they stand before.
    static List<Output> restore(List<Output> outputs) {
        var restored = new ArrayList<Output>(outputs.size());
        for (Output output : outputs) {
            if (output instanceof Output.ToolCall call
                    && !restored.isEmpty()
                    && restored.getLast() instanceof Output.RedactedThinking(String data)
                    && data.startsWith(PREFIX)) {
                restored.removeLast();
                restored.add(
                        new Output.ToolCall(call.id(), call.name(), call.arguments(), data.substring(PREFIX.length())));
            } else {
                restored.add(output);
            }
        }
        return restored;
    }
}
