"""Sentences about what readers do: likes, comments, boards, reports."""

from hongmao.core.reasons.codes import Reason, Sentence

SENTENCES = {
    Reason.NOTE_GONE: Sentence(
        "This note can no longer be read, so nothing was done.",
        "这篇笔记已不可阅读，未作任何改动。",
    ),
    Reason.FOLLOW_SELF: Sentence(
        "This is you. Follow somebody else.", "这是你自己，去关注别的博主吧。"
    ),
    Reason.COMMENT_EMPTY: Sentence(
        "The comment is empty. Write something first.", "评论还是空的，先写点什么吧。"
    ),
    Reason.COMMENT_TOO_LONG: Sentence(
        "The comment has {length} characters; {limit} are the most. Shorten it and send it again.",
        "评论有 {length} 个字，最多 {limit} 个。请删减后再发送。",
    ),
    Reason.COMMENTS_TOO_MANY: Sentence(
        "That was a lot of comments. Go on in {minutes} minutes.",
        "评论得太快了，请 {minutes} 分钟后再继续。",
    ),
    Reason.COMMENT_GONE: Sentence(
        "The comment you reply to was deleted. Comment on the note instead.",
        "你回复的评论已被删除，可以直接评论这篇笔记。",
    ),
    Reason.BOARD_UNNAMED: Sentence("Give the board a name.", "请给专辑起个名字。"),
    Reason.BOARD_TAKEN: Sentence(
        "You have a board called “{name}” already. Choose another name.",
        "你已经有名为“{name}”的专辑，请换个名字。",
    ),
    Reason.BOARD_DEFAULT: Sentence(
        "The default board keeps its name and stays yours alone. Open a new board instead.",
        "默认专辑不能改名、公开或删除，请新建一个专辑。",
    ),
    Reason.BOARDS_TOO_MANY: Sentence(
        "You have {most} boards, which is the most. Close one first.",
        "专辑最多 {most} 个，请先删除一个。",
    ),
    Reason.REPORT_UNREASONED: Sentence(
        "Choose what is wrong, then send the report.", "请先选择举报原因，再提交。"
    ),
}
