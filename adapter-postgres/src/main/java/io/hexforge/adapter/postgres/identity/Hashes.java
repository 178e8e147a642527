package io.hexforge.adapter.postgres.identity;

import io.hexforge.domain.identity.SecretHash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/// How hashes stand in columns: 32 bytes.
final class Hashes {
    private Hashes() {}

    static byte[] bytes(SecretHash hash) {
        return HexFormat.of().parseHex(hash.hex());
    }

    static SecretHash of(ResultSet row, String column) throws SQLException {
        return new SecretHash(HexFormat.of().formatHex(row.getBytes(column)));
    }
}
