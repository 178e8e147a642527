package io.hexforge.adapter.llm.gateway;

/// What a look at a chunk's bytes tells, without parsing it: which members are there that mean more than text.
///
/// A quoted name cannot stand inside a JSON string (its quotes would be escaped), so a hit is a member's name or a
/// whole string value; the colon tells them apart. A member of the same name deeper down is a hit too: whoever acts
/// on a hit parses the chunk.
///
/// @param usage whether a usage that is not null is there
/// @param nullUsage where `,"usage":null` begins; -1 if nowhere
/// @param nullUsageEnd where it ends
/// @param error whether an error that is not null is there
/// @param finish whether a finish reason is there
record OpenAiMarks(boolean usage, int nullUsage, int nullUsageEnd, boolean error, boolean finish) {
    private static final byte[] USAGE = ascii("\"usage\"");
    private static final byte[] ERROR = ascii("\"error\"");
    private static final byte[] FINISH = ascii("\"finish_reason\"");

    static OpenAiMarks of(byte[] bytes, int from, int to) {
        boolean usage = false;
        boolean error = false;
        boolean finish = false;
        int nullUsage = -1;
        int nullUsageEnd = -1;
        for (int i = from; i < to - 8; i++) {
            if (bytes[i] != '"') {
                continue;
            }
            byte initial = bytes[i + 1];
            if (initial == 'u') {
                int value = value(bytes, i, to, USAGE);
                if (value >= 0 && bytes[value] != 'n') {
                    usage = true;
                } else if (value >= 0 && i > from && bytes[i - 1] == ',') {
                    nullUsage = i - 1;
                    nullUsageEnd = value + 4;
                }
            } else if (initial == 'e') {
                int value = value(bytes, i, to, ERROR);
                error |= value >= 0 && bytes[value] != 'n';
            } else if (initial == 'f') {
                int value = value(bytes, i, to, FINISH);
                finish |= value >= 0 && bytes[value] == '"';
            }
        }
        return new OpenAiMarks(usage, nullUsage, nullUsageEnd, error, finish);
    }

    /// Where the value of the member `name` begins, if that is what stands at `at`; else -1.
    private static int value(byte[] bytes, int at, int to, byte[] name) {
        if (to - at <= name.length + 1) {
            return -1;
        }
        for (int i = 0; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return -1;
            }
        }
        int colon = skipBlanks(bytes, at + name.length, to);
        if (colon == to || bytes[colon] != ':') {
            return -1;
        }
        int value = skipBlanks(bytes, colon + 1, to);
        return value < to ? value : -1;
    }

    private static int skipBlanks(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
