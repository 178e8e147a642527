package io.hexforge.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailTemplateTest {
    private static final String LINK = "https://app.example.org/verify?token=a&b=\"c\"";

    @ParameterizedTest
    @EnumSource
    void every_template_can_be_written_with_nothing_but_a_link(MailTemplate template) {
        var letter = template.write(Map.of("link", "https://app.example.org/x"));

        assertThat(letter.subject()).isNotBlank().doesNotContain("{");
        assertThat(letter.text()).contains("https://app.example.org/x").doesNotContain("{");
        assertThat(letter.html()).contains("href=\"https://app.example.org/x\"").doesNotContain("{name", "{ip");
    }

    @Test
    void a_paragraph_without_its_value_is_left_out() {
        assertThat(MailTemplate.MAGIC_LINK.write(Map.of("link", LINK)).text()).doesNotContain("request came from");
        assertThat(MailTemplate.MAGIC_LINK
                        .write(Map.of("link", LINK, "ip", "192.0.2.7"))
                        .text())
                .contains("The request came from 192.0.2.7.");
    }

    @Test
    void values_are_escaped_in_html_and_only_there() {
        var letter = MailTemplate.INVITE.write(Map.of("link", LINK, "inviter", "<b>Ada</b> & Co", "tenant", "T"));

        assertThat(letter.html()).contains("&lt;b&gt;Ada&lt;/b&gt; &amp; Co").doesNotContain("<b>");
        assertThat(letter.html()).contains("href=\"https://app.example.org/verify?token=a&amp;b=&quot;c&quot;\"");
        assertThat(letter.text()).contains("<b>Ada</b> & Co", LINK);
    }

    @Test
    void no_value_adds_a_line_to_the_subject() {
        var letter = MailTemplate.REFERRAL.write(
                Map.of("link", LINK, "inviter", "Ada\r\nBcc: all@example.org", "message", "x"));

        assertThat(letter.subject()).isEqualTo("Ada Bcc: all@example.org invites you to Hexforge");
    }

    @Test
    void long_values_are_cut_between_characters() {
        Map<String, String> values = new HashMap<>(Map.of("link", LINK));
        values.put("inviter", "😀".repeat(2000));

        var letter = MailTemplate.REFERRAL.write(values);

        assertThat(letter.subject()).hasSizeLessThanOrEqualTo(150).endsWith("😀…");
        assertThat(letter.text()).contains("😀…").hasSizeLessThan(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "ftp://example.org", "/relative", "https://a\r\nb", ""})
    void a_link_leads_to_a_web_page(String link) {
        assertThatIllegalArgumentException().isThrownBy(() -> MailTemplate.VERIFY_EMAIL.write(Map.of("link", link)));
    }
}
