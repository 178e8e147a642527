package io.hexforge.adapter.llm.wall;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.hexforge.adapter.llm.wall.Answer.Call;
import io.hexforge.adapter.llm.wall.Answer.Finish;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes the wall's answers. The same request always gets the same answer:
///
/// - lines `call NAME {json}` call the named tools, if they were given; several lines are parallel calls
/// - after tool results the answer quotes them
/// - where a JSON schema is asked for, the answer is a smallest instance of it
/// - `count N` gets the text "1 2 3 … N " of N tokens
/// - anything else is repeated; images and files are described by media type and size
final class Author {
    private static final Pattern CALL = Pattern.compile("^call\\s+([\\w.-]+)\\s*(\\{.*})?\\s*$", Pattern.MULTILINE);
    private static final Pattern COUNT = Pattern.compile("count (\\d{1,7})");
    private static final List<String> THOUGHTS = Tokens.of("Let me think about this.");

    private Author() {}

    /// @param length how many tokens the answer must have; 0: as many as it takes
    static Answer write(Ask ask, int length) {
        List<Call> calls = length > 0 ? List.of() : calls(ask);
        List<String> thinking = cut(ask.thinking ? THOUGHTS : List.of(), ask.maxTokens);
        List<String> whole = !calls.isEmpty() ? List.of() : length > 0 ? Tokens.numbered(length) : tokens(ask);
        String stop = firstStop(ask, whole);
        if (stop != null) {
            String text = String.join("", whole);
            whole = Tokens.of(text.substring(0, text.indexOf(stop)));
        }
        List<String> tokens = cut(whole, ask.maxTokens - thinking.size());
        boolean cut = tokens.size() < whole.size();
        int prompt = Math.max(1, Tokens.inCharacters(ask.promptCharacters));
        return new Answer(
                thinking,
                tokens,
                calls,
                cut ? Finish.LENGTH : calls.isEmpty() ? Finish.STOP : Finish.TOOLS,
                cut ? null : stop,
                prompt,
                ask.cacheReadCharacters > 0 || ask.cacheWriteCharacters > 0
                        ? Tokens.inCharacters(ask.cacheReadCharacters)
                        : ask.cachedUnmarked && prompt >= 1024 ? prompt / 128 * 128 : 0,
                Tokens.inCharacters(ask.cacheWriteCharacters));
    }

    private static List<String> cut(List<String> tokens, int most) {
        return tokens.size() <= most ? tokens : tokens.subList(0, Math.max(0, most));
    }

    private static @Nullable String firstStop(Ask ask, List<String> tokens) {
        if (ask.stop.isEmpty()) {
            return null;
        }
        String text = String.join("", tokens);
        String first = null;
        for (String stop : ask.stop) {
            int at = text.indexOf(stop);
            if (at >= 0 && (first == null || at < text.indexOf(first))) {
                first = stop;
            }
        }
        return first;
    }

    private static List<String> tokens(Ask ask) {
        JsonNode schema = ask.schema;
        if (schema != null) {
            return Tokens.of(Json.text(SchemaInstance.of(schema)));
        }
        if (!ask.toolResults.isEmpty()) {
            return Tokens.of("The tools answered: " + String.join("; ", ask.toolResults));
        }
        String text = ask.text.toString();
        var count = COUNT.matcher(text);
        if (count.matches()) {
            return Tokens.numbered(Integer.parseInt(count.group(1)));
        }
        var whole = new ArrayList<String>();
        if (!text.isEmpty()) {
            whole.add(text);
        }
        ask.media.forEach(medium -> whole.add("[" + medium + "]"));
        return Tokens.of(whole.isEmpty() ? "Yes?" : String.join(" ", whole));
    }

    private static List<Call> calls(Ask ask) {
        if (ask.tools.isEmpty() || ask.toolsForbidden || !ask.toolResults.isEmpty()) {
            return List.of();
        }
        var calls = new ArrayList<Call>();
        var lines = CALL.matcher(ask.text);
        while (lines.find() && (ask.parallel || calls.isEmpty())) {
            String name = lines.group(1);
            boolean known = ask.tools.stream().anyMatch(tool -> tool.name().equals(name));
            boolean allowed = ask.requiredTool == null || ask.requiredTool.equals(name);
            String arguments = arguments(lines.group(2));
            if (known && allowed && arguments != null) {
                calls.add(call(name, arguments, calls.size()));
            }
        }
        if (calls.isEmpty() && ask.toolRequired) {
            ask.tools.stream()
                    .filter(tool -> ask.requiredTool == null || ask.requiredTool.equals(tool.name()))
                    .findFirst()
                    .ifPresent(tool -> calls.add(call(tool.name(), smallest(tool.parameters()), 0)));
        }
        return calls;
    }

    private static String smallest(@Nullable JsonNode parameters) {
        return parameters == null ? "{}" : Json.text(SchemaInstance.of(parameters));
    }

    private static @Nullable String arguments(@Nullable String json) {
        try {
            return json == null ? "{}" : Json.text(Json.read(json));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static Call call(String name, String arguments, int index) {
        return new Call(String.format("%08x%d", (name + arguments).hashCode(), index), name, arguments);
    }
}
