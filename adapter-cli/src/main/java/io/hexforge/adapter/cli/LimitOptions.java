package io.hexforge.adapter.cli;

import io.hexforge.adapter.cli.Keys.Limits;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How much may be asked with a key. Mixed into commands.
final class LimitOptions {
    @Option(names = "--requests-per-minute", paramLabel = "N", description = "Requests of any kind.")
    @Nullable
    Long requestsPerMinute;

    @Option(names = "--tokens-per-minute", paramLabel = "N", description = "Tokens of prompts and answers.")
    @Nullable
    Long tokensPerMinute;

    @Option(names = "--tokens-hard", description = "Never let calls use more tokens, not even for a moment.")
    boolean tokensHard;

    @Option(names = "--max-parallel", paramLabel = "N", description = "Calls to models at a time.")
    @Nullable
    Long maxParallel;

    Limits limits() {
        return new Limits(requestsPerMinute, tokensPerMinute, tokensHard, maxParallel);
    }

    static String words(Limits limits) {
        var words = new ArrayList<String>();
        if (limits.requestsPerMinute() != null) {
            words.add(limits.requestsPerMinute() + " requests/min");
        }
        if (limits.tokensPerMinute() != null) {
            words.add(limits.tokensPerMinute() + " tokens/min" + (limits.tokensHard() ? " (hard)" : ""));
        }
        if (limits.maxParallel() != null) {
            words.add(limits.maxParallel() + " at a time");
        }
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
