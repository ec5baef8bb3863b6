"""Papers that do not come onto the chosen sheets at true size: why, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from konnect_desktop.documents.cut_bars import cut_codes
from konnect_desktop.documents.facts import Box, PageFacts
from konnect_desktop.documents.fitting import region_of
from konnect_desktop.documents.label_boxes import Found, label_of
from konnect_desktop.documents.paper_sizes import sheet_of
from konnect_desktop.documents.placing import Paper, Plan, comes_whole
from konnect_desktop.domain.printing import CropRule, Layout, PrintChoices, percent_of, with_rule
from konnect_desktop.domain.rows import StoredDocument
from konnect_desktop.services import print_words
from konnect_desktop.services.paper_models import CropOffer, HeldBack


class Refusals:
    """What a plan left out, for the words, the window and the next step."""

    def __init__(
        self,
        papers: Sequence[Paper],
        documents: Sequence[StoredDocument],
        plan: Plan,
        choices: PrintChoices,
        names: Mapping[str, str],
    ) -> None:
        """`names`: shipment -> order number, as the seller knows it."""
        self._papers = papers
        self._documents = documents
        self._refused = plan.refused
        self._choices = choices
        self._names = names

    def words(self) -> dict[str, str]:
        """Shipment -> why its papers are left out, and what to press."""
        sheet = sheet_of(self._choices.layout, self._choices.custom)
        where = sheet.name if sheet is not None else ""
        found: dict[str, list[str]] = {}
        for number, refused in self._refused.items():
            paper = self._papers[number]
            words = print_words.too_large(paper.kind, refused, where, self._larger(paper))
            found.setdefault(paper.shipment, []).append(words)
        return {shipment: " ".join(words) for shipment, words in found.items()}

    def held(self) -> tuple[HeldBack, ...]:
        """The same as facts."""
        return tuple(
            HeldBack(
                self._papers[number].shipment,
                self._names[self._papers[number].shipment],
                self._papers[number].kind,
                self._papers[number].channel,
                self._documents[number].id,
                refused.why,
                percent_of(refused.scale),
                refused.page_mm,
                self._larger(self._papers[number]),
            )
            for number, refused in self._refused.items()
        )

    def offers(self) -> tuple[CropOffer, ...]:
        """Where the label was found on such pages, and comes onto the sheet when it is cut out.

        One for each channel and size of page, around all labels that were found on these; none
        where the channel has a rule, or where the cut would spoil a bar code.
        """
        found: list[CropOffer] = []
        for group in self._alike():
            number, page, _box = group[0]
            paper, facts = self._papers[number], self._papers[number].facts[page]
            boxes = [box for _, _, box in group]
            rule = CropRule(
                paper.channel,
                min(box[0] for box in boxes) / facts.width_mm,
                min(box[1] for box in boxes) / facts.height_mm,
                max(box[2] for box in boxes) / facts.width_mm,
                max(box[3] for box in boxes) / facts.height_mm,
                facts.width_mm,
                facts.height_mm,
            ).snapped()
            helped = [one for one in group if self._helps(rule, *one[:2])]
            if rule.is_sound and len(helped) == len(group):
                document = self._documents[number]
                papers = len({number for number, _, _ in group})
                found.append(CropOffer(rule, paper.shipment, document.id, page, papers))
        return tuple(found)

    def _alike(self) -> Iterator[list[tuple[int, int, Box]]]:
        """Paper, page and box of the labels found, together by channel and size of page."""
        groups: dict[tuple[str, int, int], list[tuple[int, int, Box]]] = {}
        for number in self._refused:
            paper = self._papers[number]
            for place, page in enumerate(paper.facts):
                box = self._label_on(paper, page)
                if box is not None:
                    key = (paper.channel, round(page.width_mm / 2), round(page.height_mm / 2))
                    groups.setdefault(key, []).append((number, place, box))
        yield from groups.values()

    def _label_on(self, paper: Paper, page: PageFacts) -> Box | None:
        if not paper.is_label or any(
            rule.is_for(paper.channel, page.width_mm, page.height_mm)
            for rule in self._choices.crop_rules
        ):
            return None
        label = label_of(page.labels, page.codes, paper.awbs)
        return label.box if label is not None and label.found is not Found.PAGE else None

    def _helps(self, rule: CropRule, number: int, place: int) -> bool:
        paper = self._papers[number]
        page = paper.facts[place]
        rules = with_rule(self._choices.crop_rules, rule)
        return comes_whole(paper, replace(self._choices, crop_rules=rules)) and not cut_codes(
            page, region_of(page, (rule,), is_label=True), paper.awbs
        )

    def _larger(self, paper: Paper) -> Layout:
        on_a4 = replace(self._choices, layout=Layout.A4_ONE)
        return Layout.A4_ONE if comes_whole(paper, on_a4) else Layout.AS_IS
