package io.hexforge.adapter.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/// What a backup of the databases holds, as JSON in its last entry.
///
/// @param format grows when older builds could not read the backup any more
/// @param hexforge the build that wrote it
/// @param createdAt the instant of the snapshot, ISO 8601
public record BackupManifest(int format, String hexforge, String createdAt, List<AreaPart> areas) {
    static final int FORMAT = 1;
    static final String ENTRY = "database/manifest.json";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /// @param migration version of the area's schemas
    public record AreaPart(String area, String migration, List<TablePart> tables) {}

    /// @param entry name of the zip entry that holds the rows, in the text format of `COPY`
    public record TablePart(String schema, String table, List<String> columns, long rows, String entry, String sha256) {
        Table toTable() {
            return new Table(schema, table, columns);
        }
    }

    byte[] toJson() {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
        } catch (JsonProcessingException impossible) {
            throw new AssertionError("strings and numbers can be written", impossible);
        }
    }

    static BackupManifest fromJson(byte[] json) throws IOException {
        return MAPPER.readValue(json, BackupManifest.class);
    }
}
