package io.hexforge.adapter.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import picocli.CommandLine.Option;

/// How a command's result is written: for people, or as JSON. Mixed into commands.
final class Output {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    @Option(names = "--json", description = "Write JSON.")
    boolean json;

    void writeJson(Terminal terminal, Object value) {
        try {
            terminal.out().println(JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new CommandFailed("cannot write JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// Writes rows under a heading, in columns as wide as needed.
    static void table(Terminal terminal, List<String> heading, List<List<String>> rows) {
        int[] widths = new int[heading.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = heading.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        writeRow(terminal, heading, widths);
        rows.forEach(row -> writeRow(terminal, row, widths));
    }

    private static void writeRow(Terminal terminal, List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
        }
        terminal.out().println(line.toString().stripTrailing());
    }
}
