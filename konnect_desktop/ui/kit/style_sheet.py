"""The style sheet of ordinary controls; names in ${…} are the theme's tokens.

Widgets choose a look by property: QPushButton[kind=primary|danger|flat|chip],
QLabel[role=title|heading|muted|faint|error|mono|caps], QFrame[card=true].

The role "faint" is small print: as it must be read, it has the colour of "muted". The token of that
name is for icons, placeholders and what cannot be used.
"""

SHEET = r"""
* { outline: 0; }
QWidget { color: ${text}; }
QMainWindow, QDialog { background: ${window}; }
QToolTip {
    color: ${text}; background: ${raised}; border: 1px solid ${border_strong};
    padding: 6px 8px;
}
QLabel { background: transparent; }
QLabel[role="title"] { font-size: 15pt; font-weight: 600; }
QLabel[role="heading"] { font-size: 11.5pt; font-weight: 600; }
QLabel[role="heading2"] { font-weight: 600; }
QLabel[role="muted"] { color: ${muted}; }
QLabel[role="faint"] { color: ${muted}; font-size: 9pt; }
QLabel[role="error"] { color: ${danger}; }
QLabel[role="success"] { color: ${success}; }
QLabel[role="caps"] { color: ${muted}; font-size: 8.5pt; font-weight: 600; }
QFrame[card="true"] {
    background: ${surface}; border: 1px solid ${border}; border-radius: ${radius}px;
}
QFrame[part="palette"] {
    background: ${raised}; border: 1px solid ${border_strong}; border-radius: 10px;
}
QFrame[part="palette"] QListView { background: transparent; }
QLabel[role="brand"] { font-size: 11.5pt; font-weight: 700; color: ${accent}; }
QFrame[part="rail"] { background: ${rail}; border: 0; border-right: 1px solid ${border}; }
QFrame[part="top"] { background: ${surface}; border: 0; border-bottom: 1px solid ${border}; }
QFrame[part="detail"] { background: ${surface}; border: 0; }
QFrame[part="keys"] { background: ${surface}; border: 0; border-top: 1px solid ${border}; }
QFrame[answer="right"] {
    background: ${surface}; border: 2px solid ${success}; border-radius: ${radius}px;
}
QFrame[answer="right"] QLabel { color: ${success}; }
QFrame[answer="wrong"] {
    background: ${danger_soft}; border: 2px solid ${danger}; border-radius: ${radius}px;
}
QFrame[answer="wrong"] QLabel { color: ${danger}; }
QFrame[answer="none"] {
    background: ${accent_soft}; border: 2px solid ${accent_soft}; border-radius: ${radius}px;
}
QFrame[line="true"] { background: ${border}; border: 0; }

QPushButton, QToolButton[kind="button"] {
    min-height: 20px; padding: 5px 13px; border-radius: ${radius}px;
    border: 1px solid ${border_strong}; background: ${surface}; color: ${text};
    font-weight: 500;
}
QPushButton:hover, QToolButton[kind="button"]:hover { background: ${hover}; }
QPushButton:pressed, QToolButton[kind="button"]:pressed { background: ${selected}; }
QPushButton:focus, QToolButton[kind="button"]:focus {
    border: 2px solid ${accent}; padding: 4px 12px;
}
QPushButton:disabled, QToolButton[kind="button"]:disabled {
    color: ${faint}; border-color: ${border}; background: transparent;
}
QPushButton[kind="primary"], QToolButton[kind="button"][filled="true"] {
    background: ${accent}; color: ${accent_text}; border: 1px solid ${accent}; font-weight: 600;
}
QPushButton[kind="primary"]:hover, QToolButton[kind="button"][filled="true"]:hover {
    background: ${accent_hover}; border-color: ${accent_hover};
}
QPushButton[kind="primary"]:focus, QToolButton[kind="button"][filled="true"]:focus {
    border: 2px solid ${text}; padding: 4px 12px;
}
QPushButton[kind="primary"]:disabled {
    background: ${border}; color: ${faint}; border-color: ${border};
}
QPushButton[kind="danger"] {
    background: ${danger}; color: ${danger_text}; border: 1px solid ${danger}; font-weight: 600;
}
QPushButton[kind="danger"]:disabled {
    background: ${border}; color: ${faint}; border-color: ${border};
}
QPushButton[kind="danger"]:focus { border: 2px solid ${text}; padding: 4px 12px; }
QPushButton[kind="flat"] {
    background: transparent; border: 1px solid transparent; color: ${link}; padding: 5px 9px;
}
QPushButton[kind="flat"]:hover { background: ${hover}; }
QPushButton[kind="flat"]:focus { border: 2px solid ${accent}; padding: 4px 8px; }
QPushButton[kind="toggle"] {
    background: transparent; border: 1px solid transparent; border-radius: 12px;
    padding: 2px 12px; color: ${muted}; font-weight: 500;
}
QPushButton[kind="toggle"]:hover { background: ${hover}; }
QPushButton[kind="toggle"]:checked { background: ${accent_soft}; color: ${text}; }
QPushButton[kind="toggle"]:disabled { color: ${faint}; }
QPushButton[kind="toggle"]:focus { border: 2px solid ${accent}; padding: 1px 11px; }
QPushButton[kind="chip"] {
    background: ${accent_soft}; border: 1px solid transparent; border-radius: 12px;
    padding: 1px 10px; color: ${text}; font-size: 9pt;
}
QPushButton[kind="chip"]:hover { background: ${selected}; }
QPushButton[kind="chip"]:focus { border: 2px solid ${accent}; padding: 0 9px; }
QPushButton[kind="key"] {
    border: 0; background: transparent; color: ${muted}; font-size: 8.5pt; font-weight: 400;
    padding: 0 8px; min-height: 20px;
}
QPushButton[kind="key"]:hover { color: ${text}; background: ${hover}; }
QPushButton[kind="banner"] {
    background: ${surface}; border: 1px solid ${warning}; color: ${text};
    padding: 0 10px; min-height: 18px; font-size: 9pt;
}
QPushButton[kind="banner"]:focus { border: 2px solid ${accent}; padding: 0 9px; }
QToolButton[kind="button"][quiet="true"] { border: 1px solid transparent; font-weight: 500; }
QToolButton[kind="button"][quiet="true"]:focus { border: 2px solid ${accent}; }
QToolButton[kind="button"][alarm="true"] {
    color: ${danger}; background: ${danger_soft}; border: 1px solid ${danger}; font-weight: 600;
}
QToolButton[kind="button"][blocked="true"] {
    color: ${faint}; border: 1px solid ${border}; background: transparent; font-weight: 500;
}
QToolButton[kind="button"][blocked="true"]:focus { border: 2px solid ${accent}; }
QToolButton::menu-indicator { image: none; }
QToolButton[field="true"] { padding: 3px 10px; font-weight: 400; color: ${muted}; }
QToolButton[field="true"][set="true"] {
    background: ${accent_soft}; border-color: ${accent}; color: ${text}; font-weight: 500;
}
QToolButton[field="true"]:focus { border: 2px solid ${accent}; padding: 2px 9px; }
QToolButton[kind="icon"] {
    border: 1px solid transparent; border-radius: ${radius}px; padding: 4px;
    background: transparent;
}
QToolButton[kind="icon"]:hover { background: ${hover}; }
QToolButton[kind="icon"]:focus { border: 2px solid ${accent}; padding: 3px; }

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateTimeEdit, QPlainTextEdit, QTextEdit {
    background: ${surface}; border: 1px solid ${border_strong}; border-radius: ${radius}px;
    padding: 4px 8px; min-height: 20px; color: ${text};
    selection-background-color: ${accent}; selection-color: ${accent_text};
}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateTimeEdit:focus,
QPlainTextEdit:focus, QTextEdit:focus { border: 2px solid ${accent}; padding: 3px 7px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled,
QDateTimeEdit:disabled {
    color: ${faint}; background: ${window};
}
QComboBox::drop-down, QDateTimeEdit::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow, QDateTimeEdit::down-arrow {
    image: url("${arrow}"); width: 12px; height: 12px;
}
QComboBox QAbstractItemView {
    background: ${raised}; border: 1px solid ${border_strong}; padding: 4px;
    selection-background-color: ${selected}; selection-color: ${text};
}
QMenu {
    background: ${raised}; border: 1px solid ${border_strong}; padding: 5px;
}
QMenu::item { padding: 6px 26px 6px 12px; border-radius: 4px; }
QMenu[dense="true"]::item { padding: 3px 26px 3px 12px; }
QMenu[dense="true"]::separator { margin: 3px 6px; }
QMenu::item:selected { background: ${selected}; color: ${text}; }
QMenu::item:disabled { color: ${faint}; }
QMenu::separator { height: 1px; background: ${border}; margin: 5px 6px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 8px; }
QMenu::indicator:checked { image: url("${tick}"); }
QMenu::item:checked { font-weight: 600; }
QMenuBar { background: ${surface}; border-bottom: 1px solid ${border}; }
QMenuBar::item { padding: 4px 10px; background: transparent; }
QMenuBar::item:selected { background: ${hover}; border-radius: 4px; }

QTableView, QTreeView, QListView, QListWidget {
    background: ${surface}; border: 0; color: ${text}; gridline-color: ${border};
    selection-background-color: ${selected}; selection-color: ${text};
}
QTableView[cells="padded"]::item { padding: 0 5px; }
QListView::item, QListWidget::item { padding: 5px 8px; }
QHeaderView { background: ${surface}; border: 0; }
QHeaderView::section {
    background: ${surface}; color: ${muted}; border: 0; border-bottom: 1px solid ${border};
    padding: 6px 8px; font-size: 9pt; font-weight: 600;
}
QHeaderView::section:hover { background: ${hover}; }
QTableCornerButton::section { background: ${surface}; border: 0; }

QTabWidget::pane { border: 0; border-top: 1px solid ${border}; }
QTabBar::tab {
    background: transparent; color: ${muted}; padding: 7px 12px; border: 0;
    border-bottom: 2px solid transparent; font-weight: 500;
}
QTabBar::tab:hover { color: ${text}; }
QTabBar::tab:selected { color: ${accent}; border-bottom: 2px solid ${accent}; }
QTabBar::tab:focus { background: ${hover}; }

QSplitter::handle { background: ${border}; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:horizontal { width: 1px; }
QScrollArea { background: transparent; border: 0; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: ${border_strong}; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: ${faint}; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar {
    background: ${track}; border: 0; border-radius: 3px; max-height: 6px; text-align: center;
}
QProgressBar::chunk { background: ${accent}; border-radius: 3px; }
QGroupBox { border: 0; font-weight: 600; margin-top: 18px; }
QGroupBox::title { subcontrol-origin: margin; left: 0; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; padding: 2px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid ${accent}; border-radius: 4px; padding: 0; }
QAbstractSpinBox QLineEdit {
    border: 0; padding: 0 6px; min-height: 0; background: transparent;
}
QAbstractSpinBox QLineEdit:focus { border: 0; padding: 0 6px; }
QSpinBox, QDoubleSpinBox { min-height: 17px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button { width: 0; border: 0; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid ${border_strong}; border-radius: 4px;
    background: ${surface};
}
QTableView::indicator, QListView::indicator {
    width: 16px; height: 16px; border: 1px solid ${border_strong}; border-radius: 4px;
    background: ${surface};
}
QTableView::indicator:checked, QListView::indicator:checked {
    background: ${accent}; border-color: ${accent}; image: url("${check}");
}
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: ${accent}; }
QCheckBox::indicator:checked {
    background: ${accent}; border-color: ${accent}; image: url("${check}");
}
QRadioButton::indicator:checked {
    border-color: ${accent};
    background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
        stop: 0 ${accent}, stop: 0.55 ${accent}, stop: 0.62 ${surface}, stop: 1 ${surface});
}
QStatusBar { background: ${surface}; }
"""
