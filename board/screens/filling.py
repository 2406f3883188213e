"""The way through a form of the playbook: which entry of a repeated one, go on with a draft, fill, save."""

from board.screens import papers, repeated
from board.screens.choose import ChooseDialog
from board.screens.entered import Answers, Kept
from board.screens.lines import Line
from board.screens.paper import PaperDialog
from board.screens.papers import Paper
from board.screens.work import WorkScreen
from store.problems import Refused
from store.records import FormEntry, Say
from store.words import show

GO_ON, DISCARD = "go on", "discard"


async def fill_paper(screen: WorkScreen, deal: str, form: str, field: str = "", *, lacking: bool = False) -> None:
    """Fill a form of the playbook, beginning in `field`, else at the first thing that only a person can say.

    An unfinished paper is kept, and stays open with what it lacks marked; Escape leaves it so. `lacking`: a gate asks
    for it, so that of a form that repeats the unfinished entry is meant.
    """
    words = screen.session.words
    chosen = await repeated.choose(screen, deal, form, lacking=lacking)
    if chosen is None:
        return
    again, no = chosen == repeated.NEXT, max(chosen, repeated.LATEST)
    paper = await screen.read(lambda book: papers.opened(book, words, deal, form, again, no))
    drafted = await _draft(screen, paper)
    if drafted is None:
        return
    if not drafted and paper.draft:
        paper = await screen.read(lambda book: papers.discarded(book, paper))

    async def save(answers: Answers) -> FormEntry:
        return await _save(screen, dialog, answers)

    dialog = PaperDialog(screen.session, paper, save, start=field, draft=drafted)
    done = await screen.ask(dialog)
    await screen.reread_all(deal)
    if done is None and dialog.left_draft:
        screen.tell(Say("ask_form_draft_kept"))


async def _draft(screen: WorkScreen, paper: Paper) -> Answers | None:
    """The answers of the draft to go on with; empty when there is none or it is not wanted, None to go away."""
    draft, session = paper.draft, screen.session
    if draft is None:
        return {}
    words = session.words
    at = show(words, draft.at)
    lines = [
        Line(GO_ON, words.ask_form_draft_on.format(at=at, count=len(draft.values))),
        Line(DISCARD, words.ask_form_draft_off),
    ]
    note = words.ask_form_draft_older if draft.ver != paper.which.ver else ""
    title = words.ask_form_draft.format(form=paper.label.text(session.lang))
    answer = await screen.ask(ChooseDialog(session, title, lines, note=note))
    if answer is None:
        return None
    return {id: str(value) for id, value in draft.values.items()} if answer == GO_ON else {}


async def _save(screen: WorkScreen, dialog: PaperDialog, answers: Answers) -> FormEntry:
    """Save what was typed.

    Raises Refused for what does not read or what somebody else saved meanwhile, Kept when the entry lacks something.
    """
    words = screen.session.words
    paper = dialog.paper
    clashes, dialog.paper = await screen.read(lambda book: papers.clashes(book, words, paper, answers))
    if clashes:
        raise Refused(clashes, "ask_paper_wrong", count=len(clashes))
    based = dialog.paper
    kept = await screen.save(lambda book: papers.saved(book, based, answers))
    dialog.paper = papers.resaved(based, kept, answers)
    lacks = await screen.read(lambda book: book.forms.missing(kept))
    if lacks:
        raise Kept(lacks, "ask_paper_kept", count=len(lacks))
    return kept
