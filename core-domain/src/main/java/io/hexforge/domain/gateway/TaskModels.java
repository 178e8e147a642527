package io.hexforge.domain.gateway;

import io.hexforge.domain.gateway.RouteHints.LatencyTarget;
import io.hexforge.domain.gateway.RoutingPolicy.Request;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which models suit which task when a client names none.
final class TaskModels {
    /// Models of which any suits `task`.
    record Suggestion(String task, ModelPattern pattern) {}

    static final String FAST = "fast";

    private static final List<String> STRONG = List.of(
            "gpt-5|gpt-5.?|claude-opus-*|gemini-?-pro*|gemini-?.?-pro*|o3|grok-4*",
            "claude-sonnet-*|deepseek-reasoner|magistral-medium*|*deepseek-r1*|*gpt-oss-120b|*kimi-k2*",
            "mistral-large*|*llama-3.3-70b*|*qwen3*|command-a-*");

    private static final List<String> LONG_CONTEXT = List.of(
            "claude-sonnet-*|gpt-4.1|gemini-?-pro*|gemini-?.?-pro*|gpt-5*codex*",
            "gpt-5|gpt-5.?|gpt-4.1-mini|*qwen3-coder*|*kimi-k2*|codestral*|devstral*|deepseek-chat");

    private static final List<String> SMALL = List.of(
            "gpt-5-nano|gpt-4.1-nano|gemini-*-flash-lite|claude-haiku-*|claude-3-5-haiku*|*llama-3.1-8b*|ministral-*"
                    + "|gemma:2b|phi3:3.8b|gemma3:1b|gemma3:4b|llama3.2:*|qwen2.5:3b",
            "gpt-5-mini|gpt-4o-mini|gemini-*-flash|mistral-small*|*gpt-oss-20b|mistral:7b|grok-*-fast*|grok-3-mini");

    static final Map<String, List<String>> DEFAULTS = Map.of(
            "research",
            STRONG,
            "qa",
            STRONG,
            "wireframe",
            STRONG,
            "code",
            LONG_CONTEXT,
            "pedagogy",
            List.of("anthropic/claude-sonnet-*", "anthropic/*", "*/claude-*|*claude*"),
            FAST,
            SMALL);

    /// Intents that are another name for a task.
    private static final Map<String, String> INTENTS =
            Map.of("code-gen", "code", "classification", FAST, "status", FAST, "microop", FAST);

    /// Parts of the names of models that do not write text.
    private static final Set<String> SPEECHLESS = Set.of(
            "embed",
            "minilm",
            "bge-",
            "whisper",
            "tts",
            "dall-e",
            "gpt-image",
            "moderation",
            "rerank",
            "imagen",
            "veo-");

    private TaskModels() {}

    static List<Suggestion> suggestions(Map<String, List<String>> taskModels, Request request) {
        var suggestions = new ArrayList<Suggestion>();
        for (String task : tasks(request)) {
            for (String pattern : taskModels.getOrDefault(task, List.of())) {
                suggestions.add(new Suggestion(task, ModelPattern.parse(pattern)));
            }
        }
        return suggestions;
    }

    /// {@return whether it is a model to talk to, as far as is known}
    static boolean talks(ModelFacts facts) {
        Set<Capability> known = facts.capabilities();
        if (known != null && (known.contains(Capability.EMBEDDING) || known.contains(Capability.IMAGE_GENERATION))) {
            return false;
        }
        String name = facts.model().toLowerCase(Locale.ROOT);
        return SPEECHLESS.stream().noneMatch(name::contains);
    }

    /// An answer at once before the right tone, the right tone before a quick or cheap answer.
    private static Set<String> tasks(Request request) {
        RouteHints hints = request.hints();
        boolean hurry = hints.latencyTarget() == LatencyTarget.ULTRA_LOW;
        boolean fast = hints.latencyTarget() == LatencyTarget.LOW || hints.costPriority();
        return Stream.of(
                        hurry ? Stream.of(FAST) : Stream.<String>empty(),
                        named(hints.taskType()),
                        named(hints.intent()),
                        fast ? Stream.of(FAST) : Stream.<String>empty())
                .flatMap(each -> each)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Stream<String> named(@org.jspecify.annotations.Nullable String task) {
        return Optional.ofNullable(task).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .flatMap(name -> Stream.of(name, INTENTS.getOrDefault(name, name)));
    }
}
