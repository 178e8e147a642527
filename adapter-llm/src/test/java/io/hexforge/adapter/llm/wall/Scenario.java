package io.hexforge.adapter.llm.wall;

import java.time.Duration;
import java.util.function.Consumer;

/// The provider's side of the faults that a gateway must survive, by their usual numbers.
///
/// S16, S20, S21 and the revoked key of S22 are not the provider's doing and are missing here.
public enum Scenario {
    /// 429 with `Retry-After: 2`, once.
    S01(wall -> wall.next(Fault.rateLimited(Duration.ofSeconds(2)))),
    /// 429 for ever, no header.
    S02(wall -> wall.always(Fault.rateLimited())),
    /// 500, once.
    S03(wall -> wall.next(Fault.refused(RefusalKind.INTERNAL))),
    /// 503 for ever.
    S04(wall -> wall.always(Fault.refused(RefusalKind.UNAVAILABLE))),
    /// Reset before the head of an answer, for ever.
    S05(wall -> wall.always(Fault.resetBeforeHeaders())),
    /// Accepts, never answers.
    S06(wall -> wall.always(Fault.silence())),
    /// The first token after 20 s.
    S07(wall -> wall.always(Fault.slowStart(Duration.ofSeconds(20)))),
    /// Cut at 40 of 60 tokens.
    S08(wall -> wall.pace(Pace.of(60, Duration.ZERO)).always(Fault.cutAfter(40))),
    /// Stalls at 40 of 60 tokens.
    S09(wall -> wall.pace(Pace.of(60, Duration.ZERO)).always(Fault.stallAfter(40))),
    /// A malformed chunk after 3 tokens.
    S10(wall -> wall.always(Fault.malformedAfter(3))),
    /// No `[DONE]`, and the connection stays open.
    S11(wall -> wall.always(new Fault.NoTerminator(true))),
    /// 400, the prompt is too long.
    S12(wall -> wall.always(Fault.refused(RefusalKind.CONTEXT_LENGTH))),
    /// 400, the content filter.
    S13(wall -> wall.always(Fault.refused(RefusalKind.CONTENT_FILTER))),
    /// Refuses to go on from words of the assistant.
    S14(wall -> wall.always(new Fault.RefusesPrefill())),
    /// 60 s faulty, 60 s healthy, and so on.
    S15(wall -> wall.always(new Fault.Flapping(Duration.ofSeconds(60), Fault.refused(RefusalKind.UNAVAILABLE)))),
    /// 200 with an error in the body.
    S17(wall -> wall.always(Fault.errorIn200())),
    /// Usage beside choices.
    S18(wall -> wall.always(new Fault.OddUsage(Fault.Place.WITH_CHOICES))),
    /// Half a token a second.
    S19(wall -> wall.always(new Fault.Trickle(Duration.ofSeconds(2)))),
    /// 401 to everybody.
    S22(wall -> wall.always(Fault.refused(RefusalKind.BAD_KEY))),
    /// Duplicates, comments, CRLF, characters split between packets.
    S23(wall -> wall.always(Fault.framing(
            Fault.Oddity.CRLF, Fault.Oddity.COMMENTS, Fault.Oddity.DUPLICATES, Fault.Oddity.SPLIT_CHARACTERS))),
    /// 50,000 small chunks.
    S24(wall -> wall.always(new Fault.ManyTokens(50_000)));

    private final Consumer<Wall> play;

    Scenario(Consumer<Wall> play) {
        this.play = play;
    }

    /// Makes `wall` behave so until it is calmed (and, after S08 and S09, paced) again.
    public void on(Wall wall) {
        play.accept(wall);
    }
}
